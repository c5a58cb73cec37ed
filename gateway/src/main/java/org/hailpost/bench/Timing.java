package org.hailpost.bench;

import java.time.Duration;

/**
 * How long some operations took.
 *
 * @param operations how many; at least 1
 * @param nanos of the wall clock for all of them
 */
record Timing(int operations, long nanos) {
    private static final int FEWEST = 3;

    /** What is measured. */
    interface Operation {
        void run() throws Exception;
    }

    /** Repeats an operation for so long, but a few times at least. */
    static Timing of(Duration span, Operation operation) throws Exception {
        long begin = System.nanoTime();
        int count = 0;
        long passed;
        do {
            operation.run();
            count++;
            passed = System.nanoTime() - begin;
        } while (count < FEWEST || passed < span.toNanos());
        return new Timing(count, passed);
    }

    double millis() {
        return nanos / 1e6 / operations;
    }

    double perSecond() {
        return operations * 1e9 / nanos;
    }
}
