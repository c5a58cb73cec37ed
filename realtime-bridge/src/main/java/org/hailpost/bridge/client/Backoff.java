package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: a random time below a bound that doubles. Owned by the
 * client's loop.
 */
final class Backoff {
    private static final int DOUBLINGS = 20;

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    void reset() {
        failures = 0;
    }

    Duration next() {
        long bound = Math.min(first.toMillis() << Math.min(failures, DOUBLINGS), most.toMillis());
        failures++;
        return below(bound);
    }

    /**
     * A random time up to a bound that somebody else chose, such as the jitter of a {@code bye}.
     */
    Duration below(long boundMillis) {
        return Duration.ofMillis(boundMillis <= 0 ? 0 : random.nextLong(boundMillis + 1));
    }
}
