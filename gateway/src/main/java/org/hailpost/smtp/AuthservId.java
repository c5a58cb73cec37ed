package org.hailpost.smtp;

import java.util.Locale;

/**
 * Reads the host that an Authentication-Results field speaks for, octet by octet (RFC 8601 §2.2):
 * the first word of its value, perhaps quoted, after white space and comments.
 */
final class AuthservId {
    private final StringBuilder id = new StringBuilder();
    private int comments;
    private boolean quoted;
    private boolean escaped;
    private boolean complete;
    private byte last = ':';

    void take(byte b) {
        last = b;
        if (escaped) {
            escaped = false;
            append(b);
        } else if (b == '\\' && (quoted || comments > 0)) {
            escaped = true;
        } else if (comments > 0) {
            comments += b == '(' ? 1 : b == ')' ? -1 : 0;
        } else if (b == '"') {
            complete = quoted;
            quoted = true;
        } else if (quoted) {
            append(b);
        } else if (" \t\r\n;(".indexOf(b) >= 0) {
            complete = !id.isEmpty() || b == ';';
            comments = b == '(' ? 1 : 0;
        } else {
            append(b);
        }
    }

    private void append(byte b) {
        if (comments == 0) {
            id.append((char) (b & 0xff));
        }
    }

    /** Whether the octet before ended a line. */
    boolean atLineBegin() {
        return last == '\n';
    }

    /** Whether it has been read to its end. */
    boolean complete() {
        return complete;
    }

    boolean is(String hostname) {
        String name = id.toString().strip().toLowerCase(Locale.ROOT);
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                .equals(hostname.toLowerCase(Locale.ROOT));
    }
}
