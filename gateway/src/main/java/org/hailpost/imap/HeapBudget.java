package org.hailpost.imap;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The part of the heap that commands over very many messages may take together. They wait for one
 * another, or are refused, rather than end the process for everybody. Others, nearly all, do not
 * meet it. Thread-safe.
 */
final class HeapBudget {
    /** Who takes no more is not counted. */
    private static final long SMALL = 256 * 1024;

    private static final int UNIT = 1024;

    private final int units;
    private final Duration patience;
    private final Semaphore free;

    /**
     * @param octets of all commands together
     * @param patience for others to be done
     */
    HeapBudget(long octets, Duration patience) {
        this.units = (int) Math.min(Integer.MAX_VALUE, octets / UNIT);
        this.patience = patience;
        this.free = new Semaphore(units, true);
    }

    /** Half of what this process may have. */
    static HeapBudget ofProcess() {
        return new HeapBudget(Runtime.getRuntime().maxMemory() / 2, Duration.ofSeconds(15));
    }

    /** To be closed when the command is done. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until there is room for a command.
     *
     * @param octets what it takes, about
     * @throws ImapException NO if there is not, or not in time
     */
    Share take(long octets) throws ImapException {
        if (octets <= SMALL) {
            return () -> {};
        }
        if (octets / UNIT > units) {
            throw ImapException.no("LIMIT", "Too many messages for one command: name fewer");
        }
        int taken = (int) (octets / UNIT);
        try {
            if (free.tryAcquire(taken, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return () -> free.release(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ImapException.no("UNAVAILABLE", "Too many large commands at once: try again");
    }
}
