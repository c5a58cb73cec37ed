package org.hailpost.account;

import java.util.Locale;
import java.util.Optional;

/**
 * A client's access token.
 *
 * @param user whom the client wants to be; empty: whom the token says
 */
record TokenMessage(String user, String token) {
    private static final char SEPARATOR = '\u0001';
    private static final String SCHEME = "bearer ";

    /** The two mechanisms that carry one. */
    enum Form {
        /** RFC 7628 §3.1: {@code n,a=user,^Ahost=…^Aauth=Bearer …^A^A}. */
        OAUTHBEARER,
        /** Google's, which came first: {@code user=…^Aauth=Bearer …^A^A}. */
        XOAUTH2
    }

    /** Empty if it is none. */
    static Optional<TokenMessage> parse(Form form, String message) {
        String[] fields = message.split(String.valueOf(SEPARATOR), -1);
        int count = fields.length;
        // The message ends with two separators.
        if (count < 4 || !fields[count - 1].isEmpty() || !fields[count - 2].isEmpty()) {
            return Optional.empty();
        }
        Optional<String> user =
                form == Form.XOAUTH2 ? after("user=", fields[0]) : ofHeader(fields[0]);
        Optional<String> token = Optional.empty();
        for (int i = 1; i < count - 2; i++) {
            if (fields[i].startsWith("auth=")) {
                if (token.isPresent()) {
                    return Optional.empty();
                }
                token = token(fields[i].substring("auth=".length()));
            }
        }
        return user.isPresent() && token.isPresent()
                ? Optional.of(new TokenMessage(user.get(), token.get()))
                : Optional.empty();
    }

    /** The GS2 header (RFC 5801 §4); these mechanisms bind to no channel. */
    private static Optional<String> ofHeader(String header) {
        String[] parts = header.split(",", -1);
        boolean wellFormed =
                parts.length == 3
                        && (parts[0].equals("n") || parts[0].equals("y"))
                        && (parts[1].isEmpty() || parts[1].startsWith("a="))
                        && parts[2].isEmpty();
        if (!wellFormed) {
            return Optional.empty();
        }
        return Optional.of(
                parts[1].isEmpty()
                        ? ""
                        : parts[1].substring(2).replace("=2C", ",").replace("=3D", "="));
    }

    private static Optional<String> after(String prefix, String field) {
        return field.startsWith(prefix)
                ? Optional.of(field.substring(prefix.length()))
                : Optional.empty();
    }

    /** RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1). */
    private static Optional<String> token(String credentials) {
        if (!credentials.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        String token = credentials.substring(SCHEME.length()).strip();
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }
}
