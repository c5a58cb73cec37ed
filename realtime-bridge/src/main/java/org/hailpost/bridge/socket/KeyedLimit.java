package org.hailpost.bridge.socket;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what goes on at a time, in all and per address or account. Thread-safe. */
final class KeyedLimit<K> {
    private final int most;
    private final int mostPerKey;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<K, Integer> perKey = new ConcurrentHashMap<>();

    KeyedLimit(int most, int mostPerKey) {
        this.most = most;
        this.mostPerKey = mostPerKey;
    }

    /** True if one more is allowed; it is counted then, and must be given back. */
    boolean enter(K key) {
        if (total.incrementAndGet() > most) {
            total.decrementAndGet();
            return false;
        }
        if (perKey.merge(key, 1, Integer::sum) > mostPerKey) {
            leave(key);
            return false;
        }
        return true;
    }

    void leave(K key) {
        total.decrementAndGet();
        perKey.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
}
