package org.hailpost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The client's half of COMPRESS (RFC 4978). Inflates only as much as its reader takes, so that the
 * budgets of commands and literals bound what a bomb can become. Owned by the connection's thread.
 */
final class Inflation {
    private static final int BUFFER = 1024;

    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[BUFFER];

    /** Begins with what was read of the wire already. */
    Inflation(byte[] early, int from, int to) {
        inflater.setInput(early.clone(), from, to - from);
    }

    /**
     * Reads from the wire, once at most, and only if nothing is left of the last time.
     *
     * @return octets of plain text; 0 if what came gives none yet; -1 at the end
     */
    int read(InputStream wire, byte[] target, int offset, int length) throws IOException {
        int count = take(target, offset, length);
        if (count != 0) {
            return count;
        }
        int read = wire.read(buffer, 0, buffer.length);
        if (read < 0) {
            return -1;
        }
        inflater.setInput(buffer, 0, read);
        return take(target, offset, length);
    }

    /** What is here already; 0 if nothing, -1 if the client has ended its stream. */
    int take(byte[] target, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(target, offset, length);
            return count == 0 && (inflater.finished() || inflater.needsDictionary()) ? -1 : count;
        } catch (DataFormatException e) {
            throw new ByeException("What came is not compressed by DEFLATE");
        }
    }

    void end() {
        inflater.end();
    }
}
