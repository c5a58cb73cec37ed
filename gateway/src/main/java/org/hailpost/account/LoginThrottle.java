package org.hailpost.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed logins: at most {@link #LIMIT} in {@link #WINDOW} per remote address and per
 * account name.
 *
 * <p>An IPv6 remote counts as its /64, which is what one customer has. The owner is not locked out
 * by strangers: failures on an account name count per remote network too, and only the pair of both
 * is refused, unless the name has had ten times as many from everywhere. Bounded memory: the oldest
 * entries go first. Thread-safe.
 */
final class LoginThrottle {
    static final int LIMIT = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int FROM_EVERYWHERE = 10 * LIMIT;
    private static final int ENTRIES = 100_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > ENTRIES;
                }
            };

    /** Failures since the window began. */
    private record Failures(int count, long sinceMillis) {}

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** How long this name from this remote has to wait; zero if it may try. */
    synchronized Duration wait(String name, InetAddress remote) {
        String network = network(remote);
        Duration byNetwork = over("r:" + network, LIMIT);
        Duration byName = over("n:" + name, FROM_EVERYWHERE);
        Duration byBoth = over("b:" + name + ":" + network, LIMIT);
        return max(byNetwork, max(byName, byBoth));
    }

    synchronized void failed(String name, InetAddress remote) {
        String network = network(remote);
        count("r:" + network);
        if (!name.isEmpty()) {
            count("n:" + name);
            count("b:" + name + ":" + network);
        }
    }

    private void count(String key) {
        long now = clock.millis();
        Failures before = failures.remove(key); // and again to the end of the line
        if (before == null || now - before.sinceMillis >= WINDOW.toMillis()) {
            failures.put(key, new Failures(1, now));
        } else {
            failures.put(key, new Failures(before.count + 1, before.sinceMillis));
        }
    }

    private Duration over(String key, int limit) {
        Failures counted = failures.get(key);
        if (counted == null || counted.count < limit) {
            return Duration.ZERO;
        }
        long left = WINDOW.toMillis() - (clock.millis() - counted.sinceMillis);
        return left <= 0 ? Duration.ZERO : Duration.ofMillis(left);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static String network(InetAddress remote) {
        byte[] address = remote.getAddress();
        return HexFormat.of()
                .formatHex(remote instanceof Inet6Address ? Arrays.copyOf(address, 8) : address);
    }
}
