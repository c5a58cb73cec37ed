package org.hailpost.imap;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes a message on with every bare LF as CRLF, so that its size is what goes over the wire; NUL
 * is refused (RFC 9051 §9 CHAR8).
 */
final class CrlfOutput extends OutputStream {
    private final OutputStream target;
    private int last;

    CrlfOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b == 0) {
                throw new NulException();
            }
            if (b == '\n' && last != '\r') {
                target.write(bytes, from, i - from);
                target.write('\r');
                from = i;
            }
            last = b;
        }
        target.write(bytes, from, offset + length - from);
    }

    /** The client's fault. */
    static final class NulException extends IOException {
        private static final long serialVersionUID = 1L;

        NulException() {
            super("NUL in a message");
        }
    }
}
