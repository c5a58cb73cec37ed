package org.hailpost.message;

import java.net.IDN;
import java.net.Inet6Address;

/** The grammar of RFC 5321 §4.1.2 and §4.1.3, character by character. */
final class AddressSyntax {
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~";
    private static final int MAX_LABEL = 63;

    private AddressSyntax() {}

    static Address parse(String text) {
        if (text.isEmpty()) {
            throw new AddressSyntaxException("address is empty");
        }
        if (text.length() > Address.MAX_ADDRESS + 2 * Address.MAX_LOCAL_PART) {
            throw new AddressSyntaxException("address is longer than 254 octets");
        }
        if (text.charAt(0) == '"') {
            return parseQuoted(text);
        }
        int at = text.indexOf('@');
        if (at < 0) {
            throw new AddressSyntaxException("address has no @");
        }
        String local = text.substring(0, at);
        if (!dotString(local)) {
            throw new AddressSyntaxException(
                    local.isEmpty()
                            ? "local part is empty"
                            : "local part has a misplaced dot or a character that needs quoting");
        }
        return new Address(local, text.substring(at + 1));
    }

    private static Address parseQuoted(String text) {
        StringBuilder local = new StringBuilder();
        int i = 1;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\') {
                i++;
                if (i == text.length() || text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    throw new AddressSyntaxException("bad quoted pair in local part");
                }
            }
            local.append(text.charAt(i++));
        }
        if (i == text.length()) {
            throw new AddressSyntaxException("quoted local part does not end");
        }
        if (i + 1 == text.length() || text.charAt(i + 1) != '@') {
            throw new AddressSyntaxException("quoted local part is not followed by @");
        }
        return new Address(local.toString(), text.substring(i + 2));
    }

    /** Atoms joined by single dots. */
    static boolean dotString(String local) {
        boolean atomStarts = true;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '.') {
                if (atomStarts) {
                    return false;
                }
                atomStarts = true;
            } else if (letterOrDigit(c)
                    || ATEXT_MARKS.indexOf(c) >= 0
                    || (c > 127 && quotable(local, i))) {
                atomStarts = false;
            } else {
                return false;
            }
        }
        return !atomStarts;
    }

    /**
     * May stand in a quoted local part: printable ASCII, or UTF-8 text that cannot deceive or break
     * a line.
     */
    static boolean quotable(String text, int i) {
        char c = text.charAt(i);
        if (c <= 127) {
            return c >= ' ' && c != 127;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return !Character.isISOControl(c)
                && c != '\u2028'
                && c != '\u2029'
                && !PlainText.isBidiControl(c);
    }

    static void checkDomain(String domain) {
        if (domain.isEmpty()) {
            throw new AddressSyntaxException("domain is empty");
        }
        if (domain.charAt(0) == '[') {
            checkLiteral(domain);
            return;
        }
        int labelStart = 0;
        for (int i = 0; i <= domain.length(); i++) {
            if (i == domain.length() || domain.charAt(i) == '.') {
                checkLabel(domain.substring(labelStart, i));
                labelStart = i + 1;
            }
        }
    }

    private static void checkLabel(String label) {
        if (label.isEmpty()) {
            throw new AddressSyntaxException("domain has an empty label");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            // The underscore is against RFC 5321, yet hosts that send real mail are called so.
            if (!letterOrDigit(c) && c != '-' && c != '_' && !(c > 127 && quotable(label, i))) {
                throw new AddressSyntaxException("domain has a forbidden character");
            }
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            throw new AddressSyntaxException("domain label begins or ends with a hyphen");
        }
        int length = label.length();
        if (!ascii(label)) {
            try {
                length = IDN.toASCII(label, IDN.ALLOW_UNASSIGNED).length();
            } catch (IllegalArgumentException e) {
                throw new AddressSyntaxException(
                        "domain label is not a valid internationalised name");
            }
        }
        if (length > MAX_LABEL || length == 0) {
            throw new AddressSyntaxException("domain label is longer than 63 octets");
        }
    }

    /**
     * RFC 5321 §4.1.3: [192.0.2.1] or [IPv6:2001:db8::1]; no general literals, for nothing uses
     * them.
     */
    private static void checkLiteral(String domain) {
        if (!domain.endsWith("]")) {
            throw new AddressSyntaxException("address literal does not end with ]");
        }
        String inner = domain.substring(1, domain.length() - 1);
        boolean valid =
                inner.regionMatches(true, 0, "IPv6:", 0, 5)
                        ? ipv6(inner.substring(5))
                        : ipv4(inner);
        if (!valid) {
            throw new AddressSyntaxException(
                    "address literal is neither an IPv4 nor an IPv6 address");
        }
    }

    private static boolean ipv4(String text) {
        int octets = 0;
        int i = 0;
        while (i < text.length()) {
            int start = i;
            int value = 0;
            while (i < text.length()
                    && text.charAt(i) >= '0'
                    && text.charAt(i) <= '9'
                    && i - start < 3) {
                value = value * 10 + text.charAt(i++) - '0';
            }
            if (i == start || value > 255 || ++octets > 4) {
                return false;
            }
            if (i < text.length() && (text.charAt(i++) != '.' || i == text.length())) {
                return false;
            }
        }
        return octets == 4;
    }

    private static boolean ipv6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127 || (Character.digit(c, 16) < 0 && c != ':' && c != '.')) {
                return false; // In particular no %zone, and nothing that could be looked up.
            }
        }
        try {
            Inet6Address.ofLiteral(text);
            return text.indexOf(':') >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean letterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
