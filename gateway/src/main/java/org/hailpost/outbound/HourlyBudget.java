package org.hailpost.outbound;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * So many of something for each name in an hour, on this node. Thread-safe. With more names than
 * {@value #NAMES} in an hour those that are new share one count: nobody escapes it by having many.
 */
public final class HourlyBudget {
    private static final int NAMES = 10_000;
    private static final String OTHERS = "";

    private final int limit;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> spent = new HashMap<>();
    private long hour;

    /**
     * @param limit 0 for any number
     */
    public HourlyBudget(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Takes one; false if none is left in this hour. */
    public boolean take(String name) {
        if (limit == 0) {
            return true;
        }
        lock.lock();
        try {
            long now = clock.instant().getEpochSecond() / 3600;
            if (now != hour) {
                spent.clear();
                hour = now;
            }
            String key = spent.size() < NAMES || spent.containsKey(name) ? name : OTHERS;
            return spent.merge(key, 1, Integer::sum) <= limit;
        } finally {
            lock.unlock();
        }
    }
}
