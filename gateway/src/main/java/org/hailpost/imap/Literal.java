package org.hailpost.imap;

import org.jspecify.annotations.Nullable;

/**
 * The announcement {@code {n}} or {@code {n+}} of a literal at the end of a line (RFC 9051 §4.3,
 * RFC 7888).
 *
 * @param start where the announcement begins
 * @param size octets; {@link Long#MAX_VALUE} if it is beyond any limit
 * @param binary a literal8 {@code ~{n}}, which may hold any octet (RFC 3516 §7)
 */
record Literal(int start, long size, boolean synchronizing, boolean binary) {
    private static final int MAX_DIGITS = 18;

    /** The literal announced at the end of a line, or null. */
    static @Nullable Literal atEnd(byte[] buffer, int from, int end) {
        int at = end - 1;
        if (at < from || buffer[at] != '}') {
            return null;
        }
        boolean synchronizing = buffer[at - 1 >= from ? at - 1 : at] != '+';
        int digitsEnd = synchronizing ? at : at - 1;
        int start = digitsEnd;
        while (start > from && buffer[start - 1] >= '0' && buffer[start - 1] <= '9') {
            start--;
        }
        if (start == digitsEnd || start == from || buffer[start - 1] != '{') {
            return null;
        }
        long size = 0;
        for (int i = start; i < digitsEnd; i++) {
            size = i - start < MAX_DIGITS ? size * 10 + buffer[i] - '0' : Long.MAX_VALUE;
        }
        int brace = start - 1;
        boolean binary = brace > from && buffer[brace - 1] == '~';
        return new Literal(binary ? brace - 1 : brace, size, synchronizing, binary);
    }
}
