package org.hailpost.bridge.socket;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and per address. Thread-safe. */
final class ConnectionLimits {
    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    ConnectionLimits(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** True if one more is allowed; it is counted then, and must be given back. */
    boolean enter(InetAddress address) {
        if (total.incrementAndGet() > most) {
            total.decrementAndGet();
            return false;
        }
        if (perAddress.merge(address, 1, Integer::sum) > mostPerAddress) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        total.decrementAndGet();
        perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }
}
