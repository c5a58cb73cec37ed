package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A daemon of this system that was started for a benchmark, and all processes that it started. */
final class Daemon {
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final ProcessHandle master;

    private Daemon(ProcessHandle master) {
        this.master = master;
    }

    /** Fails, with advice, unless the program is there and may be started by us. */
    static void check(Path program, String debianPackage) throws PeerUnavailableException {
        if (!Files.isExecutable(program)) {
            throw new PeerUnavailableException(
                    "%s is not installed; on Debian: apt install %s"
                            .formatted(program, debianPackage));
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new PeerUnavailableException(
                    "only root can start %s, since it gives its parts users of their own"
                            .formatted(program));
        }
    }

    /**
     * Waits until a daemon that was started serves.
     *
     * @param door which it opens last
     * @param log what to show if it does not
     */
    static Daemon await(ProcessHandle master, InetSocketAddress door, Path log) throws IOException {
        Daemon daemon = new Daemon(master);
        if (!master.isAlive() || !Ports.answers(door, START)) {
            daemon.stop();
            throw new PeerUnavailableException(
                    "it did not start:\n" + (Files.exists(log) ? Files.readString(log) : ""));
        }
        return daemon;
    }

    /** The master and all of its own that live. */
    List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(master);
        master.descendants().forEach(all::add);
        return all;
    }

    /** SIGTERM to the master, who passes it on; waits until none is left. */
    void stop() {
        List<ProcessHandle> all = processes();
        master.destroy();
        CompletableFuture<Void> gone =
                CompletableFuture.allOf(
                        all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            gone.get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
