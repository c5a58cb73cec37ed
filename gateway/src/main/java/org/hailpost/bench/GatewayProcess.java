package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A gateway of its own for a benchmark: {@code hailpost serve} with its embedded database in one
 * directory, on free loopback ports, fsync on, as it comes out of the box but for the limits per
 * address, which a load from one address would meet. It can be killed and started again. Used by
 * one thread.
 */
final class GatewayProcess implements AutoCloseable {
    static final String DOMAIN = "bench.localhost";
    static final String PASSWORD = "bench";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path directory;
    private final List<String> javaOptions;
    private final int smtpPort = Ports.free();
    private final int submissionPort = Ports.free();
    private final int imapPort = Ports.free();
    private final int httpPort = Ports.free();
    private volatile @Nullable Process process;

    private GatewayProcess(Path directory, List<String> javaOptions) throws IOException {
        this.directory = directory;
        this.javaOptions = javaOptions;
    }

    /**
     * Starts one.
     *
     * @param directory for everything it writes; it must exist
     * @param more tables of its configuration
     * @param javaOptions of {@code serve}, as the launcher has them
     */
    static GatewayProcess start(Path directory, String more, List<String> javaOptions)
            throws IOException {
        GatewayProcess gateway = new GatewayProcess(directory, javaOptions);
        Files.writeString(gateway.configuration(), gateway.settings() + more);
        gateway.start();
        return gateway;
    }

    Path configuration() {
        return directory.resolve("hailpost.toml");
    }

    Path data() {
        return directory.resolve("data");
    }

    /** What it logged, of all its lives. */
    Path log() {
        return directory.resolve("log");
    }

    InetSocketAddress submission() {
        return Ports.loopback(submissionPort);
    }

    Target target(List<Target.Login> accounts) {
        return new Target("127.0.0.1", smtpPort, imapPort, httpPort, running().pid(), accounts);
    }

    /**
     * Starts it after {@link #kill} or {@link #stop}.
     *
     * @return until it was ready, JVM and database included
     */
    Duration start() throws IOException {
        long begin = System.nanoTime();
        ProcessBuilder builder =
                Java.process(
                        "org.hailpost.app.Main",
                        javaOptions,
                        "serve",
                        "--config",
                        configuration().toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("HAILPOST_"));
        Process started =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        process = started;
        awaitReady(START);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Waits until it can take mail; the database may be on its way up. */
    void awaitReady(Duration patience) throws IOException {
        long begin = System.nanoTime();
        while (!ready()) {
            if (!running().isAlive()) {
                throw new IOException("the gateway did not start:\n" + Files.readString(log()));
            }
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IOException("the gateway was not ready within " + patience);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** {@code kill -9}; the database is left to itself. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits for the end. */
    void stop() throws InterruptedException {
        Process running = running();
        running.toHandle().destroy();
        if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
    }

    long pid() {
        return running().pid();
    }

    /** The postmaster and all that it started; empty when it is not there. */
    List<ProcessHandle> database() throws IOException {
        Path file = data().resolve("postgres/data/postmaster.pid");
        if (!Files.exists(file)) {
            return List.of();
        }
        long postmaster = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        List<ProcessHandle> processes = new ArrayList<>();
        ProcessHandle.of(postmaster)
                .ifPresent(handle -> {
                    processes.add(handle);
                    handle.descendants().forEach(processes::add);
                });
        return processes;
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private boolean ready() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/readyz"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String settings() {
        return """
        [gateway]
        hostname = "%s"
        data-directory = "%s"
        [smtp]
        bind-address = "127.0.0.1"
        port = %d
        submission-port = %d
        submissions-port = -1
        clear-login-on-loopback = true
        [smtp.limits]
        max-connections-per-address = 5000
        [imap]
        bind-address = "127.0.0.1"
        port = %d
        tls-port = -1
        clear-login-on-loopback = true
        [imap.limits]
        max-connections-per-address = 20000
        max-connections-per-account = 20000
        [bridge]
        bind-address = "127.0.0.1"
        port = %d
        [bridge.limits]
        max-connections-per-address = 50000
        [bridge.session]
        sends-per-minute = 100000
        """
                .formatted(DOMAIN, data(), smtpPort, submissionPort, imapPort, httpPort);
    }

    /** An orderly stop, the database included. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            try {
                stop();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
