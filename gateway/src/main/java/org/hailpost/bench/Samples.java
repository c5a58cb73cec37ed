package org.hailpost.bench;

import java.util.Arrays;

/** Durations in nanoseconds, and where their percentiles lie. Thread-safe. */
final class Samples {
    private static final double MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int size;

    synchronized void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    synchronized int size() {
        return size;
    }

    /** The duration in milliseconds that this share of all does not exceed; 0 of nothing. */
    synchronized double millis(double share) {
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * size);
        return sorted[Math.max(0, Math.min(size, rank) - 1)] / MILLI;
    }
}
