package org.hailpost.imap;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import org.hailpost.mailbox.Mailbox;

/**
 * Mailbox names between the wire's modified UTF-7 (RFC 3501 §5.1.3) and the store's UTF-8 in NFC.
 * Only the canonical form is accepted: a name must have one spelling.
 */
final class MailboxName {
    static final int MAX_OCTETS = 512;
    private static final int MAX_LEVELS = 20;

    private MailboxName() {}

    /** Reads a name argument that must be one a mailbox can have. */
    static String parse(Tokens tokens) throws ImapException {
        return canonicalInbox(text(tokens, tokens.astring()));
    }

    /**
     * A name as a client gave it.
     *
     * @param name what it means here
     * @param other how the client wrote it, if that is another name to it (RFC 9051 §5.1); empty if
     *     it is the same, or INBOX in other letters
     */
    record Given(String name, String other) {}

    /** Reads a name argument, for who has to tell the client if it goes by another form. */
    static Given given(Tokens tokens) throws ImapException {
        String wire = tokens.astring();
        String plain = canonicalInbox(tokens.utf8() ? wire : fromUtf7(wire));
        String name = canonicalInbox(text(tokens, wire));
        return new Given(name, plain.equals(name) ? "" : plain);
    }

    /** A name, or a pattern for names, in the store's form. */
    static String text(Tokens tokens, String wire) throws ImapException {
        String name = tokens.utf8() ? wire : fromUtf7(wire);
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** The store's form of a name. */
    static String decode(String wire) throws ImapException {
        String name = Normalizer.normalize(fromUtf7(wire), Normalizer.Form.NFC);
        return canonicalInbox(name);
    }

    /** The wire's form of a name. */
    static String encode(String name) {
        StringBuilder wire = new StringBuilder(name.length());
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (c == '&') {
                wire.append("&-");
                at++;
            } else if (printable(c)) {
                wire.append(c);
                at++;
            } else {
                int end = at;
                while (end < name.length() && !printable(name.charAt(end))) {
                    end++;
                }
                byte[] utf16 = name.substring(at, end).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                wire.append('&').append(base64.replace('/', ',')).append('-');
                at = end;
            }
        }
        return wire.toString();
    }

    /**
     * Checks a name that shall be made, without a trailing delimiter.
     *
     * @throws ImapException NO [CANNOT] if no mailbox can be called so
     */
    static void checkNew(String name) throws ImapException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw cannot("Name is empty or too long");
        }
        int levels = 0;
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == Mailbox.DELIMITER) {
                if (i == start || ++levels > MAX_LEVELS) {
                    throw cannot("Name has an empty level, or too many");
                }
                start = i + 1;
            } else if (isControl(name.charAt(i))
                    || name.charAt(i) == '*'
                    || name.charAt(i) == '%') {
                throw cannot("Name has a control character or a wildcard");
            }
        }
    }

    /** RFC 6855 §3: neither these nor separators of lines and paragraphs. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /** INBOX in any case is INBOX, also as the first level of a name. */
    static String canonicalInbox(String name) {
        if (!name.regionMatches(true, 0, "INBOX", 0, 5)) {
            return name;
        }
        return name.length() == 5 || name.charAt(5) == Mailbox.DELIMITER
                ? "INBOX" + name.substring(5)
                : name;
    }

    /** Modified UTF-7 to text, wildcards untouched. */
    static String fromUtf7(String wire) throws ImapException {
        if (!wire.chars().allMatch(c -> c < 128)) {
            // UTF-8 in a quoted string means itself, enabled or not (RFC 6855 §3), and so does an
            // "&" beside it: Thunderbird enables it on one connection and uses it on all.
            return wire;
        }
        StringBuilder name = new StringBuilder(wire.length());
        int at = 0;
        boolean shifted = false; // whether the last thing was a shift: another would be its part
        while (at < wire.length()) {
            char c = wire.charAt(at);
            if (c != '&') {
                if (!printable(c)) {
                    throw ImapException.bad("Mailbox name is not modified UTF-7");
                }
                name.append(c);
                shifted = false;
                at++;
                continue;
            }
            int end = wire.indexOf('-', at);
            if (end < 0) {
                throw ImapException.bad("Mailbox name has a shift that does not end");
            }
            if (end == at + 1) {
                name.append('&');
                shifted = false;
            } else if (shifted) {
                throw ImapException.bad("Mailbox name has adjacent shifts");
            } else {
                name.append(shift(wire.substring(at + 1, end)));
                shifted = true;
            }
            at = end + 1;
        }
        return name.toString();
    }

    private static String shift(String base64) throws ImapException {
        byte[] utf16;
        try {
            if (base64.indexOf('/') >= 0 || base64.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not modified BASE64");
            }
            utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
        } catch (IllegalArgumentException e) {
            throw ImapException.bad("Mailbox name has a bad shift");
        }
        String text = new String(utf16, StandardCharsets.UTF_16BE);
        String again =
                Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(text.getBytes(StandardCharsets.UTF_16BE));
        boolean canonical = !text.isEmpty() && again.replace('/', ',').equals(base64);
        for (int i = 0; i < text.length() && canonical; i++) {
            canonical = !printable(text.charAt(i)) && text.charAt(i) != 0;
        }
        if (!canonical) {
            throw ImapException.bad("Mailbox name is not in canonical modified UTF-7");
        }
        return text;
    }

    private static boolean printable(char c) {
        return c >= ' ' && c <= '~';
    }

    private static ImapException cannot(String text) {
        return ImapException.no("CANNOT", text);
    }
}
