package org.hailpost.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of COMPRESS (RFC 4978): whatever is written goes out whole at once, for what
 * stays in a compressor's buffer stalls the client. Owned as the {@link WireOutput} is.
 *
 * <p>A compressor takes a quarter of a megabyte outside the heap, so a session that is idle has
 * none: after a sync flush another one can go on, which only has no past to refer to.
 */
final class Deflation {
    private static final int CHUNK = 8 * 1024;

    private @Nullable Deflater deflater;
    private byte[] chunk = {};

    void write(OutputStream out, byte[] data, int offset, int length) throws IOException {
        Deflater current = deflater;
        if (current == null) {
            // Raw, without zlib's header (§4). Mail shrinks nearly as well at speed, and a server
            // compresses for many.
            current = new Deflater(Deflater.BEST_SPEED, true);
            deflater = current;
            chunk = new byte[CHUNK];
        }
        current.setInput(data, offset, length);
        int count;
        do {
            count = current.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            out.write(chunk, 0, count);
        } while (count == chunk.length);
    }

    /** Gives up what it takes, until the next write. */
    void rest() {
        if (deflater != null) {
            deflater.end();
            deflater = null;
            chunk = new byte[0];
        }
    }
}
