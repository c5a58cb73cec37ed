package org.hailpost.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the postmaster as our child, from its start to its exit. */
final class PostgresServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration FAST_SHUTDOWN = Duration.ofMillis(1500);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(2);

    private static final long MAX_LOG_BYTES = 4L << 20;

    /** Durable first, then small: it shares two cores and little memory with the gateway. */
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("fsync", "on"),
                    Map.entry("synchronous_commit", "on"),
                    Map.entry("full_page_writes", "on"),
                    Map.entry("listen_addresses", "127.0.0.1"),
                    Map.entry("unix_socket_directories", ""),
                    Map.entry("password_encryption", "scram-sha-256"),
                    Map.entry("max_connections", "50"),
                    Map.entry("shared_buffers", "64MB"),
                    Map.entry("huge_pages", "off"),
                    Map.entry("jit", "off"),
                    Map.entry("max_worker_processes", "2"),
                    Map.entry("max_parallel_workers_per_gather", "0"),
                    Map.entry("max_logical_replication_workers", "0"),
                    Map.entry("autovacuum_max_workers", "2"),
                    Map.entry("max_wal_size", "1GB"),
                    // It is pglz in these binaries: more processor than the disk it saves is worth.
                    Map.entry("wal_compression", "off"),
                    Map.entry("random_page_cost", "1.1"),
                    Map.entry("effective_cache_size", "512MB"),
                    Map.entry("log_timezone", "UTC"),
                    Map.entry("timezone", "UTC"),
                    Map.entry("log_line_prefix", "%m [%p] "),
                    Map.entry("log_checkpoints", "off"));

    /**
     * What the C library keeps of memory that a statement has given back, in octets. By its default
     * each batch of mails asks the kernel for the same pages again: five times the page faults, and
     * a seventh more CPU for PostgreSQL at full ingest.
     */
    private static final Map<String, String> MEMORY =
            Map.of(
                    "MALLOC_MMAP_THRESHOLD_", Integer.toString(32 << 20),
                    "MALLOC_TRIM_THRESHOLD_", Integer.toString(64 << 20),
                    "MALLOC_TOP_PAD_", Integer.toString(16 << 20));

    private final Process process;
    private final int port;
    private final BoundedLog log;

    private PostgresServer(Process process, int port, BoundedLog log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts the postmaster and waits until it takes connections, crash recovery included.
     *
     * @param settings server settings that go over ours
     */
    static PostgresServer start(
            PostgresCluster cluster,
            PostgresBinaries binaries,
            int port,
            Map<String, String> settings)
            throws IOException {
        BoundedLog log =
                new BoundedLog(cluster.data().resolveSibling("postgres.log"), MAX_LOG_BYTES);
        ProcessBuilder builder = Subprocess.builder(command(cluster, binaries, port, settings));
        MEMORY.forEach(builder.environment()::putIfAbsent);
        Process process = builder.start();
        // Not virtual: a read from a pipe holds its carrier for as long as it waits.
        Thread.ofPlatform()
                .name("postgres-log")
                .daemon()
                .start(() -> log.drain(process.getInputStream()));
        process.getOutputStream().close();
        PostgresServer server = new PostgresServer(process, port, log);
        try {
            server.awaitReady(cluster);
            return server;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** setsid: a Ctrl-C in the gateway's terminal is the gateway's to handle. */
    private static List<String> command(
            PostgresCluster cluster,
            PostgresBinaries binaries,
            int port,
            Map<String, String> settings)
            throws IOException {
        List<String> command = new ArrayList<>();
        Subprocess.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(
                Subprocess.command(binaries.program("postgres"), "-D", cluster.data().toString()));
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        all.put("port", Integer.toString(port));
        all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void awaitReady(PostgresCluster cluster) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady(cluster)) {
            if (!process.isAlive()) {
                throw new DatabaseUnavailableException(
                        "the embedded PostgreSQL in %s did not start (status %d):\n%s"
                                .formatted(cluster.data(), process.exitValue(), log.tail()));
            }
            if (System.nanoTime() > deadline) {
                throw new DatabaseUnavailableException(
                        "the embedded PostgreSQL in %s was not ready after %d s:\n%s"
                                .formatted(cluster.data(), START_LIMIT.toSeconds(), log.tail()));
            }
            pause();
        }
    }

    private boolean isReady(PostgresCluster cluster) throws IOException {
        return cluster.pidFile()
                .filter(file -> file.ready() && file.pid() == process.pid())
                .isPresent();
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Blocks until the postmaster is gone, and returns its status. */
    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /**
     * Fast shutdown: open transactions are rolled back, a checkpoint is written. If that takes too
     * long, immediate shutdown: the next start recovers from the log. Both lose nothing committed.
     */
    void stop(PostgresBinaries binaries) throws IOException {
        stop(process.toHandle(), () -> !process.isAlive(), binaries);
    }

    /**
     * Ends what another gateway left behind in the cluster, so that a new postmaster may start. The
     * caller holds the directory's lock: nobody else works here.
     */
    static void stopOrphans(PostgresCluster cluster, PostgresBinaries binaries) throws IOException {
        Optional<ProcessHandle> orphan = cluster.postmaster();
        if (orphan.isPresent()) {
            LOG.warn("event=database-orphan-stopped pid={}", orphan.get().pid());
            // Not isAlive: an orphan that nobody waits for stays in the process table.
            stop(orphan.get(), () -> !cluster.isOpenIn(orphan.get()), binaries);
        }
        // Children of a postmaster that was killed notice it by themselves and end.
        if (!await(() -> cluster.processes().isEmpty(), FAST_SHUTDOWN)) {
            LOG.warn("event=database-orphans-killed pids={}", pids(cluster));
            cluster.processes().forEach(ProcessHandle::destroyForcibly);
            if (!await(() -> cluster.processes().isEmpty(), IMMEDIATE_SHUTDOWN)) {
                throw new DatabaseUnavailableException(
                        "processes of an earlier PostgreSQL do not leave %s: %s"
                                .formatted(cluster.data(), pids(cluster)));
            }
        }
        if (cluster.pidFile().flatMap(file -> ProcessHandle.of(file.pid())).isPresent()) {
            // The pid was used again by a stranger, which PostgreSQL would take for its like.
            Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
        }
    }

    private static List<Long> pids(PostgresCluster cluster) {
        return cluster.processes().stream().map(ProcessHandle::pid).toList();
    }

    private static void stop(
            ProcessHandle postmaster, BooleanSupplier gone, PostgresBinaries binaries)
            throws IOException {
        signal("INT", postmaster, binaries);
        if (!await(gone, FAST_SHUTDOWN)) {
            LOG.warn("event=database-stopped-at-once reason=fast-shutdown-took-too-long");
            signal("QUIT", postmaster, binaries);
            if (!await(gone, IMMEDIATE_SHUTDOWN)) {
                postmaster.destroyForcibly();
            }
        }
    }

    /**
     * Java itself sends no signal but TERM, which PostgreSQL takes as a wish to wait for clients.
     */
    private static void signal(String name, ProcessHandle process, PostgresBinaries binaries)
            throws IOException {
        if (!process.isAlive()) {
            return;
        }
        Path program = binaries.program("pg_ctl");
        try {
            Subprocess.run(Subprocess.command(program, "kill", name, process.pid() + ""), "");
        } catch (DatabaseUnavailableException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    private static boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("interrupted", e);
        }
    }
}
