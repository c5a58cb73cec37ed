package org.hailpost.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from the client through a small buffer, each read under a deadline. Owned by the
 * connection's thread.
 */
final class WireInput {
    /** Small, for thousands of connections idle; a literal of a message is read past it. */
    private static final int BUFFER = 2048;

    /** A TLS socket has a buffer of its own, so that a large one of ours would save nothing. */
    private static final int BUFFER_OVER_TLS = 256;

    /** After which silence a session gives up what only speed needs. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final WireOutput out;
    private byte[] buffer = new byte[BUFFER];
    private Socket socket;
    private InputStream in;
    private @Nullable Inflation inflation;
    private boolean flushing = true;
    private int position;
    private int limit;
    private Duration allowed = Duration.ZERO;
    private long deadline = Long.MAX_VALUE;

    /**
     * @param out flushed before each wait: so pipelined commands share one write, and no client
     *     waits for what lies in the buffer
     */
    WireInput(Socket socket, WireOutput out) throws IOException {
        this.socket = socket;
        this.out = out;
        this.in = socket.getInputStream();
    }

    /** Goes on over TLS; what came before the handshake was never protected, so it is discarded. */
    void secure(Socket tls) throws IOException {
        socket = tls;
        in = tls.getInputStream();
        buffer = new byte[BUFFER_OVER_TLS];
        position = 0;
        limit = 0;
    }

    /** Goes on with compressed input; what is in the buffer is it already. */
    void inflate() {
        inflation = new Inflation(buffer, position, limit);
        position = 0;
        limit = 0;
    }

    /** Nothing more is read. */
    void release() {
        if (inflation != null) {
            inflation.end();
        }
    }

    /** Every read until the next call has to be done by then. */
    void deadlineIn(Duration time) {
        allowed = time;
        again();
    }

    /** The same time once more: something large is on its way. */
    void again() {
        deadline = System.nanoTime() + allowed.toNanos();
    }

    /** Leaves the output alone while it belongs to another thread (IDLE). */
    void flushing(boolean flush) {
        flushing = flush;
    }

    /** Whether a byte is here already. */
    boolean ready() {
        return position < limit;
    }

    /** One byte. */
    int read() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xff;
    }

    /** At least one byte, at most {@code length}. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= buffer.length) {
                return receive(target, offset, length);
            }
            fill();
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** Waits until {@link #ready}, or the deadline: false then. */
    boolean await() throws IOException {
        try {
            if (position == limit) {
                fill();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private void fill() throws IOException {
        position = 0;
        limit = 0;
        limit = receive(buffer, 0, buffer.length);
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        int count = inflation == null ? 0 : inflation.take(target, offset, length);
        if (count <= 0 && flushing) {
            out.flush();
        }
        boolean silent = inflation == null; // Whoever does not compress has nothing to give up.
        while (count == 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("deadline");
            }
            long wait = silent ? left : Math.min(left, SILENCE.toMillis());
            socket.setSoTimeout((int) Math.min(wait, Integer.MAX_VALUE));
            try {
                count =
                        inflation == null
                                ? in.read(target, offset, length)
                                : inflation.read(in, target, offset, length);
            } catch (SocketTimeoutException e) {
                if (silent || wait == left) {
                    throw e;
                }
                silent = true;
                if (flushing) {
                    out.rest();
                }
            }
        }
        if (count < 0) {
            throw new EOFException("client closed");
        }
        return count;
    }
}
