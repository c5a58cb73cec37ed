package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/** {@link TransferDecoder#quotedPrintable} as the octets come. Owned by one thread. */
final class QuotedPrintableStream extends InputStream {
    /** Padding at the end of a soft line break; lines have 76 characters at most. */
    private static final int LOOK_AHEAD = 1024;

    private final InputStream in;
    private final byte[] raw = new byte[8 * 1024];
    private int at;
    private int end;

    QuotedPrintableStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int written = 0;
        while (written < length && (at < end || reaches(1))) {
            byte b = raw[at++];
            if (b != '=') {
                target[offset + written++] = b;
                continue;
            }
            int value = reaches(2) ? TransferDecoder.hex(raw, at) : -1;
            if (value >= 0) {
                target[offset + written++] = (byte) value;
                at += 2;
            } else if (!skipSoftBreak()) {
                target[offset + written++] = b;
            }
        }
        return written == 0 && length > 0 ? -1 : written;
    }

    private boolean skipSoftBreak() throws IOException {
        boolean more = reaches(LOOK_AHEAD);
        int next = at;
        while (next < end && (raw[next] == ' ' || raw[next] == '\t' || raw[next] == '\r')) {
            next++;
        }
        if (next == end ? more : raw[next] != '\n') {
            return false;
        }
        at = Math.min(next + 1, end);
        return true;
    }

    /** Whether so many octets are here; if not, there are no more. */
    private boolean reaches(int wanted) throws IOException {
        if (end - at < wanted) {
            System.arraycopy(raw, at, raw, 0, end - at);
            end -= at;
            at = 0;
            while (end < wanted) {
                int count = in.read(raw, end, raw.length - end);
                if (count < 0) {
                    return false;
                }
                end += count;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
