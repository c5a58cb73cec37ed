package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * Walks a content line by line without copying lines: each step leaves a range of {@link #bytes}.
 *
 * <p>A line longer than the window comes in several pieces; only the first {@link #starts} a line,
 * only the last {@link #ends} it. LF ends a line, with or without CR before it.
 */
final class LineReader implements AutoCloseable {
    private static final int WINDOW = 128 * 1024;

    private final InputStream in;
    private final boolean fixed; // The window is the whole content.
    private byte[] bytes;
    private int next;
    private int filled;
    private long base;

    private int from;
    private int to;
    private boolean starts = true;
    private int terminator;

    LineReader(Content content) throws IOException {
        if (content instanceof MemoryContent(byte[] array)) {
            in = InputStream.nullInputStream();
            fixed = true;
            bytes = array;
            filled = array.length;
        } else {
            in = content.open();
            fixed = false;
            bytes = new byte[WINDOW];
        }
    }

    /** Steps to the next piece; false at the end. */
    boolean next() throws IOException {
        starts = ends() || (next == 0 && base == 0);
        from = next;
        int end = find(from);
        if (end < 0 && refill()) {
            from = next;
            end = find(from);
        }
        if (end >= 0) {
            to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
            terminator = end + 1 - to;
            next = end + 1;
            return true;
        }
        terminator = 0;
        to = filled;
        if (to - from > 1 && !fixed && bytes[to - 1] == '\r') {
            to--; // Its LF may be the next byte to come.
        }
        next = to;
        return to > from;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    /** End of the piece without its line break. */
    int to() {
        return to;
    }

    boolean starts() {
        return starts;
    }

    boolean ends() {
        return terminator > 0;
    }

    /** Octets of the line break: 2, 1, or 0. */
    int terminator() {
        return terminator;
    }

    /** Offset of the piece in the content. */
    long offset() {
        return base + from;
    }

    /** Offset after the piece and its line break. */
    long nextOffset() {
        return base + next;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int find(int start) {
        byte[] window = bytes;
        for (int i = start; i < filled; i++) {
            if (window[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Moves what is left to the front of the window and fills the rest of it; false if nothing
     * came.
     */
    private boolean refill() throws IOException {
        if (fixed) {
            return false;
        }
        System.arraycopy(bytes, next, bytes, 0, filled - next);
        base += next;
        filled -= next;
        next = 0;
        from = 0;
        int read = in.readNBytes(bytes, filled, bytes.length - filled);
        filled += read;
        return read > 0;
    }
}
