package org.hailpost.account;

import java.util.Optional;

/**
 * The client's first message (RFC 5802 §7): {@code gs2-cbind-flag "," [authzid] ","
 * client-first-message-bare}.
 *
 * @param header the GS2 header with its last comma, which the client has to repeat later
 * @param bare the rest, which goes into what is signed
 * @param binding the channel binding that a {@code p=} flag names
 * @param couldBind the flag is {@code y}: the client can bind, but believes that we cannot
 * @param authorize whom the client wants to act for; empty for itself
 * @param name the user name, with its escapes undone
 */
record ScramClientFirst(
        String header,
        String bare,
        Optional<String> binding,
        boolean couldBind,
        String authorize,
        String name,
        String nonce) {
    private static final int MAX_NONCE = 256;

    /** Empty if it is none, or has an extension that must be understood ({@code m=}). */
    static Optional<ScramClientFirst> parse(String message) {
        int flagEnd = message.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : message.indexOf(',', flagEnd + 1);
        if (headerEnd < 0) {
            return Optional.empty();
        }
        String flag = message.substring(0, flagEnd);
        String authorize = message.substring(flagEnd + 1, headerEnd);
        String bare = message.substring(headerEnd + 1);
        String[] attributes = bare.split(",", -1);
        boolean wellFormed =
                (flag.equals("n")
                                || flag.equals("y")
                                || (flag.startsWith("p=") && flag.length() > 2))
                        && (authorize.isEmpty() || authorize.startsWith("a="))
                        && attributes.length >= 2
                        && attributes[0].startsWith("n=")
                        && attributes[1].startsWith("r=")
                        && printable(attributes[1]);
        if (!wellFormed) {
            return Optional.empty();
        }
        Optional<String> as = unescaped(authorize.isEmpty() ? "" : authorize.substring(2));
        Optional<String> name = unescaped(attributes[0].substring(2)).filter(n -> !n.isEmpty());
        String nonce = attributes[1].substring(2);
        if (as.isEmpty() || name.isEmpty() || nonce.isEmpty() || nonce.length() > MAX_NONCE) {
            return Optional.empty();
        }
        return Optional.of(
                new ScramClientFirst(
                        message.substring(0, headerEnd + 1),
                        bare,
                        flag.startsWith("p=") ? Optional.of(flag.substring(2)) : Optional.empty(),
                        flag.equals("y"),
                        as.get(),
                        name.get(),
                        nonce));
    }

    /** A comma is "=2C" and an equals sign "=3D"; nothing else is escaped. */
    private static Optional<String> unescaped(String saslName) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < saslName.length(); i++) {
            char c = saslName.charAt(i);
            if (c == 0) {
                return Optional.empty();
            }
            if (c == '=') {
                boolean comma = saslName.startsWith("2C", i + 1);
                if (!comma && !saslName.startsWith("3D", i + 1)) {
                    return Optional.empty();
                }
                c = comma ? ',' : '=';
                i += 2;
            }
            out.append(c);
        }
        return Optional.of(out.toString());
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
