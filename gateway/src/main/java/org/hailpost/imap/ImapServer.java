package org.hailpost.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hailpost.account.Login;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageCache;
import org.hailpost.mailbox.MessageFiling;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, keeps the number of connections in bounds, gives each its virtual thread, and closes
 * those whose client takes nothing. Thread-safe.
 */
public final class ImapServer {
    private static final Logger LOG = LoggerFactory.getLogger(ImapServer.class);
    private static final int BACKLOG = 1024;

    /** For the connection's own thread, which says why it ends. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private final ImapServices services;
    private final CommandTable commands = new CommandTable();
    private final Set<ImapConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable ServerSocket clear;
    private @Nullable ServerSocket tls;

    /**
     * @param tls the context that holds when a handshake begins
     * @param spoolDirectory where large messages lie while they come in
     */
    public ImapServer(
            ImapSettings settings,
            Login login,
            MailboxStore store,
            MailboxIndexes indexes,
            MessageFiling intake,
            Supplier<SSLContext> tls,
            Path spoolDirectory,
            Clock clock) {
        this.services =
                new ImapServices(
                        settings,
                        login,
                        new AccountSessions(settings.limits().maxConnectionsPerAccount()),
                        store,
                        indexes,
                        new MessageCache(store, settings.cacheBytes()),
                        intake,
                        tls,
                        HeapBudget.ofProcess(),
                        spoolDirectory,
                        clock);
    }

    /**
     * Listens from now on.
     *
     * @throws UncheckedIOException if a port cannot be had
     */
    public void start() {
        ImapSettings settings = services.settings();
        clear = listen(settings.port(), false);
        tls = listen(settings.tlsPort(), true);
        Thread.ofPlatform().daemon().name("imap-watch").start(this::watch);
        LOG.info(
                "imap listening bind={} port={} tlsPort={}",
                settings.bindAddress(),
                port(),
                tlsPort());
    }

    /** The port in use; -1 if there is none. */
    public int port() {
        return clear == null ? -1 : clear.getLocalPort();
    }

    /** The implicit TLS port in use; -1 if there is none. */
    public int tlsPort() {
        return tls == null ? -1 : tls.getLocalPort();
    }

    /** How many clients are connected. */
    public int connections() {
        return connections.size();
    }

    /** Says BYE to all and waits for them to go, for so long at most. */
    public void stop(Duration patience) {
        stopped.countDown();
        close(clear);
        close(tls);
        connections.forEach(ImapConnection::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        List<Thread> threads = new ArrayList<>();
        connections.forEach(connection -> threads.add(connection.thread()));
        try {
            for (Thread thread : threads) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(ImapConnection::close);
    }

    private @Nullable ServerSocket listen(int port, boolean implicitTls) {
        if (port < 0) {
            return null;
        }
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(services.settings().bindAddress(), port), BACKLOG);
            Thread.ofPlatform()
                    .name(implicitTls ? "imaps-accept" : "imap-accept")
                    .start(() -> accept(socket, implicitTls));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "IMAP cannot listen on " + services.settings().bindAddress() + ":" + port, e);
        }
    }

    private void accept(ServerSocket listener, boolean implicitTls) {
        while (stopped.getCount() > 0) {
            try {
                admit(listener.accept(), implicitTls);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("imap accept failed cause={}", e.toString());
                    pause(); // Out of file descriptors, most likely.
                }
            }
        }
    }

    private void admit(Socket socket, boolean implicitTls) throws IOException {
        InetAddress remote = socket.getInetAddress();
        int ofAddress = perAddress.merge(remote, 1, Integer::sum);
        if (connections.size() >= services.limits().maxConnections()
                || ofAddress > services.limits().maxConnectionsPerAddress()) {
            left(remote);
            refuse(socket, implicitTls);
            return;
        }
        boolean started = false;
        try {
            ImapConnection connection =
                    new ImapConnection(
                            services, commands, new Wire(socket), implicitTls, this::left);
            connections.add(connection);
            connection.start();
            started = true;
        } finally {
            if (!started) {
                left(remote);
                socket.close();
            }
        }
    }

    private void left(ImapConnection connection) {
        connections.remove(connection);
        left(connection.remote());
    }

    private void left(InetAddress remote) {
        perAddress.computeIfPresent(remote, (_, count) -> count == 1 ? null : count - 1);
    }

    private static void refuse(Socket socket, boolean implicitTls) throws IOException {
        try (socket) {
            if (!implicitTls) {
                // Fits any socket buffer: does not block.
                socket.getOutputStream()
                        .write(
                                "* BYE Too many connections\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** What blocks in a write, or in TLS, has no deadline of its own: it is closed from here. */
    private void watch() {
        long timeout = services.limits().writeTimeout().toNanos();
        long interval = Math.clamp(timeout / 4, 10_000_000, 5_000_000_000L);
        try {
            while (!stopped.await(interval, TimeUnit.NANOSECONDS)) {
                long since = System.nanoTime() - timeout;
                long before = System.nanoTime() - GRACE_NANOS;
                for (ImapConnection connection : connections) {
                    connection.closeIfStuck(since);
                    connection.closeIfNotLoggedIn(before);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() {
        try {
            if (stopped.await(100, TimeUnit.MILLISECONDS)) {
                LOG.debug("imap stopping");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable ServerSocket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("imap listener not closed", e);
            }
        }
    }
}
