package org.hailpost.relay;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message as it goes out: every CR, LF and CRLF is a CRLF, so that no host can take anything of
 * it for the end of the mail; the last line has its end. Owned by one thread.
 */
final class WireText {
    /** The most octets that one octet becomes: a dot after a bare line ending at the very end. */
    private static final int MAX_GROWTH = 8;

    private final InputStream message;
    private final boolean dots;
    private final byte[] raw = new byte[8192];
    private int at;
    private int end;
    private boolean afterCr;
    private boolean lineStart = true;
    private boolean ended;

    /**
     * @param dots for DATA: dots at the beginning of lines are doubled and the final dot is added
     *     (RFC 5321 §4.5.2); BDAT has neither (RFC 3030 §2)
     */
    WireText(InputStream message, boolean dots) {
        this.message = message;
        this.dots = dots;
    }

    /** Whether all of it was given. */
    boolean ended() {
        return ended;
    }

    /** Fills the block, but for the end of the message; the number of octets. */
    int fill(byte[] block) throws IOException {
        int length = 0;
        while (!ended && length <= block.length - MAX_GROWTH) {
            if (at == end) {
                at = 0;
                end = Math.max(0, message.read(raw));
                if (end == 0) {
                    return finish(block, length);
                }
            }
            length = copy(block, length);
        }
        return length;
    }

    private int copy(byte[] block, int from) {
        int length = from;
        int room = block.length - MAX_GROWTH;
        while (at < end && length <= room) {
            byte b = raw[at++];
            if (b == '\n' && afterCr) {
                afterCr = false;
                continue; // its CRLF was written with the CR
            }
            afterCr = b == '\r';
            if (b == '\r' || b == '\n') {
                block[length++] = '\r';
                block[length++] = '\n';
                lineStart = true;
                continue;
            }
            if (dots && lineStart && b == '.') {
                block[length++] = '.';
            }
            lineStart = false;
            block[length++] = b;
        }
        return length;
    }

    private int finish(byte[] block, int from) {
        int length = from;
        if (!lineStart) {
            block[length++] = '\r';
            block[length++] = '\n';
        }
        if (dots) {
            block[length++] = '.';
            block[length++] = '\r';
            block[length++] = '\n';
        }
        ended = true;
        return length;
    }
}
