package org.hailpost.message;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What may stand in a header that we write. */
final class HeaderText {
    /** Octets of a line without its end, RFC 5322 §2.1.1. */
    static final int MAX_LINE = 998;

    private static final int MAX_MESSAGE_ID = 500;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private HeaderText() {}

    /** RFC 5322 §3.3. */
    static String date(Instant time, ZoneId zone) {
        return DATE.format(time.atZone(zone));
    }

    /** RFC 5322 §2.2: printable ASCII without the colon. */
    static boolean isFieldName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 127 || c == ':') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 76;
    }

    static boolean breaksLine(String value) {
        return value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0;
    }

    /** True if the id can be repeated in In-Reply-To and References just as it came. */
    static boolean isMessageId(String id) {
        if (id.length() < 3 || id.length() > MAX_MESSAGE_ID || id.charAt(0) != '<') {
            return false;
        }
        for (int i = 1; i < id.length() - 1; i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 127 || c == '<' || c == '>') {
                return false;
            }
        }
        return id.charAt(id.length() - 1) == '>';
    }

    /** ASCII letters, digits and these marks; any other character becomes a question mark. */
    static String filtered(String text, String marks, int maxChars) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < maxChars; i++) {
            char c = text.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            out.append(plain || marks.indexOf(c) >= 0 ? c : '?');
        }
        return out.toString();
    }
}
