package org.hailpost.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds IMAP data. Strings come in as raw bytes, one per char, without NUL, CR and LF. */
@SuppressWarnings(
        "deprecation") // String.getBytes(int, int, byte[], int) is just the copy that is meant
// here.
final class ImapBytes {
    private static final int MAX_QUOTED =
            1000; // Longer ones go as literals, lest a line grow without end.

    private byte[] bytes = new byte[512];
    private int length;

    ImapBytes ascii(String text) {
        int count = text.length();
        reserve(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    ImapBytes put(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    ImapBytes put(byte[] data) {
        reserve(data.length);
        System.arraycopy(data, 0, bytes, length, data.length);
        length += data.length;
        return this;
    }

    ImapBytes number(long value) {
        return ascii(Long.toString(value));
    }

    /** nstring: NIL for null. */
    ImapBytes nstring(@Nullable String raw) {
        return raw == null ? ascii("NIL") : string(raw);
    }

    /**
     * Quoted if it can be; a literal if it has 8-bit or control characters, or is long (RFC 9051
     * §4.3).
     */
    ImapBytes string(String raw) {
        boolean quoted = raw.length() <= MAX_QUOTED;
        for (int i = 0; quoted && i < raw.length(); i++) {
            char c = raw.charAt(i);
            quoted = c < 127 && (c >= ' ' || c == '\t');
        }
        if (!quoted) {
            return put('{').number(raw.length()).ascii("}\r\n").ascii(raw);
        }
        put('"');
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
            }
            put(c);
        }
        return put('"');
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
