package org.hailpost.imap;

/**
 * Leaves the processor to others now and then. A virtual thread that only reckons keeps the thread
 * that carries it, and there are no more of those than processors: two long searches would stop
 * everybody's mail. Owned by one thread.
 */
final class CpuTurn {
    private static final long NANOS = 5_000_000;

    private long began = System.nanoTime();

    /** To be called between pieces of work that are short themselves. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing goes wrong if the scheduler does not care
    void pass() {
        if (System.nanoTime() - began > NANOS) {
            Thread.yield();
            began = System.nanoTime();
        }
    }
}
