package org.hailpost.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs something until the process is told to end (Ctrl-C, SIGTERM), then closes it in time. */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    /** systemd and people lose patience later than this. */
    private static final Duration LIMIT = Duration.ofMillis(2800);

    private Lifetime() {}

    /** Returns never: the end of the process is the end of what runs. */
    static void runUntilSignalled(AutoCloseable running) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running), "stop"));
        new CountDownLatch(1).await();
    }

    /** The exit code is 0 after a clean stop, whatever signal asked for it. */
    private static void end(AutoCloseable running) {
        var clean = new AtomicBoolean();
        Thread closing =
                Thread.ofPlatform()
                        .daemon()
                        .name("close")
                        .start(() -> {
                            try {
                                running.close();
                                clean.set(true);
                            } catch (Exception e) {
                                LOG.error("event=stop-failed reason={}", e.toString());
                            }
                        });
        try {
            if (!closing.join(LIMIT)) {
                LOG.error("event=stop-incomplete millis={}", LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(clean.get() ? Command.OK : Command.FAILED);
    }
}
