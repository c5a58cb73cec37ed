package org.hailpost.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection whose reads have a deadline, not merely a time-out per byte, and whose
 * reads and writes a watchdog can see. It lies beneath TLS, so bytes that drip into a TLS record
 * are bounded as well.
 *
 * <p>Reads are cut by the watchdog, a little late, and have no time-out of their own: a virtual
 * thread that waits with a time-out is entered into the JDK's timer and taken out again, by another
 * thread that must be woken, and at some thousand mails a second that was a sixth of all work.
 *
 * <p>One thread reads and writes; {@link #abort}, {@link #cutOverdueRead} and {@link #writingFor}
 * may be called by others.
 */
final class ClientSocket extends Socket {
    /** States of {@link #read} other than the deadline of a read that is under way. */
    private static final long IDLE = 0;

    private static final long CUT = 2;

    private final Connections connections;
    private final AtomicLong read = new AtomicLong(IDLE);
    private volatile @Nullable Conversation conversation;
    private volatile boolean over;
    private long readDeadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    private volatile boolean writing;
    private volatile long writeBeganNanos;

    /** Counted by {@code connections} until it is closed, whoever closes it. */
    ClientSocket(Connections connections) throws SocketException {
        super((SocketImpl) null); // ServerSocket.implAccept puts the real one in.
        this.connections = connections;
    }

    /** The conversation that is held over this connection. */
    Conversation conversation() {
        Conversation begun = conversation;
        if (begun == null) {
            throw new IllegalStateException("no conversation yet");
        }
        return begun;
    }

    void conversation(Conversation value) {
        conversation = value;
    }

    /** Does something to the conversation, if it has begun. */
    void ifTalking(Consumer<Conversation> action) {
        Conversation begun = conversation;
        if (begun != null) {
            action.accept(begun);
        }
    }

    /** From now on reads fail with {@link SocketTimeoutException} once this time is over. */
    void readWithin(Duration time) {
        readDeadlineNanos = System.nanoTime() + time.toNanos();
    }

    /** Ends the read that is under way if its deadline is over. */
    void cutOverdueRead() {
        long deadline = read.get();
        if (deadline != IDLE
                && deadline != CUT
                && deadline - System.nanoTime() <= 0
                && read.compareAndSet(deadline, CUT)) {
            try {
                shutdownInput(); // Wakes the reader, who can still reply.
            } catch (IOException e) {
                // It is gone already.
            }
        }
    }

    /** How long the write that is under way takes already; zero if there is none. */
    Duration writingFor() {
        return writing ? Duration.ofNanos(System.nanoTime() - writeBeganNanos) : Duration.ZERO;
    }

    /** The conversation is over: what the library still writes goes nowhere. */
    void end() {
        over = true;
        abort();
    }

    /** Ends the connection at once; whoever reads or writes gets an exception. */
    void abort() {
        try {
            close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            connections.remove(this);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new DeadlineInput(super.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new WatchedOutput(super.getOutputStream());
    }

    private final class DeadlineInput extends InputStream {
        private final InputStream in;

        DeadlineInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            long deadline = readDeadlineNanos | 1; // odd: no state
            if (deadline - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("deadline is over");
            }
            if (!read.compareAndSet(IDLE, deadline)) {
                return -1; // was cut
            }
            boolean inTime;
            int count;
            try {
                count = in.read(target, offset, length);
            } finally {
                inTime = read.compareAndSet(deadline, IDLE);
            }
            if (!inTime) {
                throw new SocketTimeoutException("deadline is over");
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private final class WatchedOutput extends OutputStream {
        private final OutputStream out;

        WatchedOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (over) {
                return;
            }
            writeBeganNanos = System.nanoTime();
            writing = true;
            try {
                out.write(bytes, offset, length);
            } finally {
                writing = false;
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
