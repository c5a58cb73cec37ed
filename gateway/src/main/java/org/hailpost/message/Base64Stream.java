package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/** {@link TransferDecoder#base64} as the octets come. Owned by one thread. */
final class Base64Stream extends InputStream {
    private final InputStream in;
    private final byte[] raw = new byte[8 * 1024];
    private int at;
    private int end;
    private int bits;
    private int held;

    Base64Stream(InputStream in) {
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
        while (written < length && (at < end || fill())) {
            byte b = raw[at++];
            int value = TransferDecoder.base64Value(b);
            if (value >= 0) {
                bits = bits << 6 | value;
                held += 6;
                if (held >= 8) {
                    held -= 8;
                    target[offset + written++] = (byte) (bits >> held);
                }
            } else if (b == '=') {
                held = 0;
            }
        }
        return written == 0 && length > 0 ? -1 : written;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(raw));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
