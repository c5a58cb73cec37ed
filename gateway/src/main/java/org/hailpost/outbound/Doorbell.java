package org.hailpost.outbound;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the queue's runner on this node. Many rings before it looks are one; a ring while it is
 * busy is not lost.
 */
public final class Doorbell {
    private final Semaphore rung = new Semaphore(0);

    /** Something may be due. */
    public void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /** Waits for the next ring, or until the time is over. */
    void await(Duration limit) throws InterruptedException {
        if (rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
