package org.hailpost.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL without set-up: unpacked, initialised and run as a child process on the
 * gateway's data directory, and run again whenever it dies.
 *
 * <pre>
 * DIR/gateway.lock                 held as long as we live; the second gateway is refused
 * DIR/postgres/postgres-CHECKSUM/  the programs, unpacked once
 * DIR/postgres/data/               the cluster, never deleted
 * DIR/postgres/password            its user's password, made by us, 0600
 * DIR/postgres/postgres.log, .1    what the server says, 4 MB each
 * </pre>
 *
 * <p>It listens on loopback TCP and asks for the password. A Unix socket would hide the port too,
 * but pgjdbc's read timeouts need a socket with SO_TIMEOUT, which Java's Unix channels do not have;
 * a selector in their place would cost a carrier thread per waiting virtual thread.
 *
 * <p>Whatever ended the last gateway or its server: the lock went with the gateway's process, so
 * who has it may stop a server that was left behind. It is stopped, not adopted, so that the
 * server's settings are always ours and it is always our child.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int START_ATTEMPTS = 3;
    private static final int LOWEST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final DirectoryLock directoryLock;
    private final PostgresBinaries binaries;
    private final PostgresCluster cluster;
    private final Map<String, String> settings;
    private final Thread supervisor;

    /** Written by the supervisor only. */
    private volatile PostgresServer server;

    private EmbeddedPostgres(
            DirectoryLock directoryLock,
            PostgresBinaries binaries,
            PostgresCluster cluster,
            Map<String, String> settings,
            PostgresServer server) {
        this.directoryLock = directoryLock;
        this.binaries = binaries;
        this.cluster = cluster;
        this.settings = settings;
        this.server = server;
        this.supervisor =
                Thread.ofPlatform().name("postgres-supervisor").daemon().unstarted(this::supervise);
    }

    /**
     * Starts the database of a gateway's data directory and returns when it takes connections.
     *
     * @param otherPorts which it must not take, free or not
     * @throws DataDirectoryInUseException if another gateway runs there
     * @throws DatabaseUnavailableException if it cannot be started, with what PostgreSQL said
     */
    public static EmbeddedPostgres start(Path directory, Set<Integer> otherPorts) {
        return start(directory, directory.resolve("postgres"), otherPorts, Map.of());
    }

    /**
     * @param binaries where the programs are unpacked; several directories may share it
     * @param settings server settings that go over ours
     */
    static EmbeddedPostgres start(
            Path directory, Path binaries, Set<Integer> otherPorts, Map<String, String> settings) {
        long start = System.nanoTime();
        try {
            DirectoryLock directoryLock = DirectoryLock.acquire(directory);
            try {
                Path folder = Files.createDirectories(directory.resolve("postgres"), OWNER_ONLY);
                PostgresBinaries unpacked = PostgresBinaries.unpackInto(binaries.toAbsolutePath());
                PostgresCluster cluster = PostgresCluster.openOrCreate(folder, unpacked);
                PostgresServer.stopOrphans(cluster, unpacked);
                PostgresServer server = startOnFreePort(cluster, unpacked, otherPorts, settings);
                EmbeddedPostgres postgres =
                        new EmbeddedPostgres(directoryLock, unpacked, cluster, settings, server);
                postgres.supervisor.start();
                LOG.info(
                        "event=database-started directory={} port={} pid={} millis={}",
                        cluster.data(),
                        server.port(),
                        server.pid(),
                        (System.nanoTime() - start) / 1_000_000);
                return postgres;
            } catch (IOException | RuntimeException e) {
                directoryLock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseUnavailableException(
                    "the embedded PostgreSQL in %s cannot be started: %s".formatted(directory, e),
                    e);
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(PostgresCluster.DATABASE);
    }

    /**
     * requireAuth: a stranger who took the port while the server was down is not told a password.
     */
    String jdbcUrl(String database) {
        return jdbcUrl(server.port(), database);
    }

    static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?requireAuth=scram-sha-256"
                .formatted(port, database);
    }

    public String user() {
        return PostgresCluster.USER;
    }

    public String password() {
        return cluster.password();
    }

    /** The postmaster's process id; a new one after each restart. */
    public long pid() {
        return server.pid();
    }

    /**
     * Stops the server, within about two seconds, and gives the directory free; also when called by
     * an interrupted thread.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        supervisor.interrupt();
        try (directoryLock) {
            supervisor.join();
            server.stop(binaries);
        } catch (IOException e) {
            LOG.warn("event=database-stop-failed reason={}", e.toString());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the child's exit and starts it again, until interrupted. */
    private void supervise() {
        try {
            while (true) {
                int status = server.awaitExit();
                LOG.error("event=database-died status={}", status);
                restart();
            }
        } catch (InterruptedException e) {
            LOG.debug("event=database-supervision-ended");
        }
    }

    private void restart() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                PostgresServer.stopOrphans(cluster, binaries);
                server = PostgresServer.start(cluster, binaries, server.port(), settings);
                LOG.info("event=database-restarted pid={}", server.pid());
                return;
            } catch (IOException | RuntimeException e) {
                LOG.error("event=database-restart-failed reason={}", e.toString());
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    /** Between the look for a free port and the server's bind another program may take it. */
    private static PostgresServer startOnFreePort(
            PostgresCluster cluster,
            PostgresBinaries binaries,
            Set<Integer> otherPorts,
            Map<String, String> settings)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return PostgresServer.start(cluster, binaries, freePort(otherPorts), settings);
            } catch (DatabaseUnavailableException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("event=database-start-failed attempt={} reason={}", attempt, e.toString());
            }
        }
    }

    /**
     * Below the range from which Linux takes the ports of outgoing connections. A port of the
     * gateway's own is free as yet, for the database starts first.
     */
    private static int freePort(Set<Integer> otherPorts) throws IOException {
        int first = ThreadLocalRandom.current().nextInt(PORTS);
        for (int next = 0; next < PORTS; next++) {
            int port = LOWEST_PORT + (first + next) % PORTS;
            if (!otherPorts.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port on 127.0.0.1");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException taken) {
            LOG.debug("event=port-taken port={}", port);
            return false;
        }
    }
}
