package org.hailpost.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets on which no write lasts longer than a limit.
 *
 * <p>A read has SO_TIMEOUT; a write has nothing. A large mail that is being sent to a server which
 * stopped reading would wait for ever once the buffers are full. Here each socket has a virtual
 * thread that looks twice a second whether a write hangs, and closes the socket under it; the
 * writer gets an {@code IOException}. Public because pgjdbc makes it by name.
 */
public final class BoundedWriteSocketFactory extends SocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedWriteSocketFactory.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private final Duration limit;

    /**
     * What pgjdbc calls with its {@code socketFactoryArg}.
     *
     * @param limit a {@link Duration} as text
     */
    public BoundedWriteSocketFactory(String limit) {
        this.limit = Duration.parse(limit);
    }

    @Override
    public Socket createSocket() {
        return new BoundedWriteSocket(limit);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("pgjdbc connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return createSocket(host.getHostAddress(), port);
    }

    private static final class BoundedWriteSocket extends Socket {
        private static final long IDLE = 0;

        private final Duration limit;

        /** The nanosecond clock at the start of the write that goes on; {@link #IDLE} if none. */
        private volatile long writingSince = IDLE;

        BoundedWriteSocket(Duration limit) {
            this.limit = limit;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            super.connect(endpoint, timeoutMillis);
            Thread.ofVirtual().name("database-write-watch").start(this::watch);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    writingSince = System.nanoTime() | 1; // never IDLE
                    try {
                        out.write(bytes, offset, length);
                    } finally {
                        writingSince = IDLE;
                    }
                }
            };
        }

        private void watch() {
            try {
                while (!isClosed()) {
                    Thread.sleep(LOOK_INTERVAL);
                    long since = writingSince;
                    if (since != IDLE && System.nanoTime() - since > limit.toNanos()) {
                        LOG.warn("event=database-write-hangs seconds={}", limit.toSeconds());
                        close();
                    }
                }
            } catch (InterruptedException | IOException e) {
                LOG.debug("event=database-write-watch-ended reason={}", e.toString());
            }
        }
    }
}
