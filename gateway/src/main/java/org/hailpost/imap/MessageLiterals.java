package org.hailpost.imap;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an APPEND or REPLACE that are still on the wire: they go to the spool, not to the
 * heap, one after the other with what stands between them. Whatever becomes of the command, all of
 * it is read or refused, so that nobody takes it for commands. Owned by the connection's thread.
 */
final class MessageLiterals {
    private static final int CHUNK = 16 * 1024;

    /** Octets to come within the time there is for a command; then it begins anew. */
    private static final int AT_LEAST = 256 * 1024;

    /** The one that comes next, or was the last to be read; null behind the last one. */
    private @Nullable Literal literal;

    private boolean read;

    MessageLiterals(Literal first) {
        this.literal = first;
    }

    /** The announced message; null if there is no more. */
    @Nullable Literal literal() {
        return literal;
    }

    /** Takes the message, to the last octet even if the target fails; then throws what failed. */
    void copyTo(Wire wire, OutputStream target) throws IOException {
        Literal message = present();
        if (message.synchronizing()) {
            wire.out().ascii("+ Ready for the message\r\n");
        }
        read = true;
        byte[] chunk = new byte[(int) Math.min(CHUNK, message.size())];
        IOException failure = null;
        long left = message.size();
        long inTime = left - AT_LEAST;
        while (left > 0) {
            int count = wire.in().read(chunk, 0, (int) Math.min(chunk.length, left));
            left -= count;
            if (left <= inTime) {
                wire.in().again();
                inTime = left - AT_LEAST;
            }
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

    /** Reads on behind a message, up to the next one or the end of the command. */
    Tokens next(Wire wire) throws IOException {
        byte[] line = wire.reader().plainLine(ImapLimits.MAX_COMMAND_BEFORE_LOGIN);
        literal = Literal.atEnd(line, 0, line.length);
        if (literal != null) {
            wire.reader().checkSynchronized(literal);
        }
        read = false;
        return wire.reader().tokens(line, literal == null ? line.length : literal.start());
    }

    /**
     * Skips what nobody read.
     *
     * @param limit octets of a message worth skipping; for more the connection ends
     */
    void discard(Wire wire, long limit) throws IOException {
        while (literal != null) {
            if (!read) {
                if (literal.synchronizing()) {
                    return; // Who waits for "+" and gets the tagged NO instead sends nothing.
                }
                if (literal.size() > limit) {
                    throw new ByeException("Message too large");
                }
                copyTo(wire, OutputStream.nullOutputStream());
            }
            next(wire);
        }
    }

    private Literal present() {
        if (literal == null) {
            throw new IllegalStateException("no message");
        }
        return literal;
    }

    /** The spool failed, not the client. */
    static final class TargetException extends IOException {
        private static final long serialVersionUID = 1L;

        TargetException(IOException cause) {
            super(cause);
        }
    }
}
