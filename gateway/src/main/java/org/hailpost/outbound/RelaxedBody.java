package org.hailpost.outbound;

import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Hashes a body in relaxed canonical form (RFC 6376 §3.4.4): runs of white space are one space,
 * those at the end of a line are none, and neither are empty lines at the end of the body. Line
 * ends are taken for what they will be on the wire.
 */
final class RelaxedBody extends OutputStream {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int CHUNK = 4096;

    private final MessageDigest digest;
    private final byte[] chunk = new byte[CHUNK];
    private int length;
    private long hashed;
    private boolean space;
    private long lineEnds;

    RelaxedBody(MessageDigest digest) {
        this.digest = digest;
    }

    @Override
    public void write(int b) {
        switch (b) {
            case ' ', '\t' -> space = true;
            case '\r' -> {} // always before LF, or the relay makes it so
            case '\n' -> {
                space = false;
                lineEnds++;
            }
            default -> {
                for (; lineEnds > 0; lineEnds--) {
                    put(LINE_END[0]);
                    put(LINE_END[1]);
                }
                if (space) {
                    put((byte) ' ');
                    space = false;
                }
                put((byte) b);
            }
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            write(bytes[i]);
        }
    }

    /** The hash; a body that has a last line has its end, too. */
    byte[] hash() {
        if (hashed + length > 0) {
            put(LINE_END[0]);
            put(LINE_END[1]);
        }
        digest.update(chunk, 0, length);
        return digest.digest();
    }

    private void put(byte b) {
        if (length == CHUNK) {
            digest.update(chunk, 0, length);
            hashed += length;
            length = 0;
        }
        chunk[length++] = b;
    }
}
