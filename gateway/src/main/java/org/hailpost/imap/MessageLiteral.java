package org.hailpost.imap;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The message of an APPEND that is still on the wire: it goes to the spool, not to the heap.
 * Whatever becomes of the command, the literal is read or refused, so that nobody takes it for
 * commands. Owned by the connection's thread.
 */
final class MessageLiteral {
    private static final int CHUNK = 16 * 1024;

    private final long size;
    private final boolean synchronizing;
    private boolean read;

    /**
     * @param size announced octets
     * @param synchronizing whether the client waits for "+" before it sends them
     */
    MessageLiteral(long size, boolean synchronizing) {
        this.size = size;
        this.synchronizing = synchronizing;
    }

    long size() {
        return size;
    }

    /** Takes the message, to the last octet even if the target fails; then throws what failed. */
    void copyTo(Wire wire, OutputStream target) throws IOException {
        if (synchronizing) {
            wire.out().ascii("+ Ready for the message\r\n");
        }
        read = true;
        byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
        IOException failure = null;
        long left = size;
        while (left > 0) {
            int count = wire.in().read(chunk, 0, (int) Math.min(chunk.length, left));
            left -= count;
            if (failure == null) {
                try {
                    target.write(chunk, 0, count);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw new TargetException(failure);
        }
    }

    /**
     * Skips the message if nobody read it.
     *
     * @param limit octets worth skipping; for more the connection ends
     */
    void discard(Wire wire, long limit) throws IOException {
        if (read || synchronizing) {
            return; // A client that waits for "+" and gets the tagged NO instead sends nothing.
        }
        if (size > limit) {
            throw new ByeException("Message too large");
        }
        copyTo(wire, OutputStream.nullOutputStream());
        wire.reader().plainLine(ImapLimits.MAX_COMMAND_BEFORE_LOGIN);
    }

    /** The spool failed, not the client. */
    static final class TargetException extends IOException {
        private static final long serialVersionUID = 1L;

        TargetException(IOException cause) {
            super(cause);
        }
    }
}
