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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection whose reads have a deadline, not merely a time-out per byte, and whose
 * writes a watchdog can see. It lies beneath TLS, so bytes that drip into a TLS record are bounded
 * as well.
 *
 * <p>One thread reads and writes; {@link #abort} and {@link #writingFor} may be called by others.
 */
final class ClientSocket extends Socket {
    private final Connections connections;
    private volatile @Nullable Conversation conversation;
    private volatile long readDeadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
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

    /** How long the write that is under way takes already; zero if there is none. */
    Duration writingFor() {
        return writing ? Duration.ofNanos(System.nanoTime() - writeBeganNanos) : Duration.ZERO;
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
            long left = TimeUnit.NANOSECONDS.toMillis(readDeadlineNanos - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("deadline is over");
            }
            setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            return in.read(target, offset, length);
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
