package org.hailpost.smtp;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A virtual thread for each session. SubEthaSMTP waits for its executor without limit when it
 * stops; {@link SmtpServer#stop} has waited with one by then, so this one does not wait again.
 */
final class SessionThreads extends AbstractExecutorService {
    private final Thread.Builder threads = Thread.ofVirtual().name("smtp-session");
    private volatile boolean shutDown;

    @Override
    public void execute(Runnable session) {
        if (shutDown) {
            throw new RejectedExecutionException("stopped");
        }
        threads.start(session);
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
