package org.hailpost.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** How long one waits for attempts of others, and what is said when that was not enough. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BUSY = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Map<String, Failures> failures =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > ENTRIES;
                }
            };

    /** Attempts under way. */
    private final Map<String, Integer> running = new HashMap<>();

    /** What has a limit, and which. */
    private record Budget(String key, int limit) {}

    /** Failures since the window began. */
    private record Failures(int count, long sinceMillis) {}

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Begins an attempt, to be closed with {@link #end}. Attempts under way count as failures until
     * they have ended, so that guesses made all at once are no more than guesses made one by one;
     * who comes when they use up the limit waits for them.
     *
     * @return how long this name from this remote has to wait; zero if the attempt has begun
     */
    synchronized Duration begin(String name, InetAddress remote) {
        List<Budget> budgets = budgets(name, remote);
        long patience = clock.millis() + PATIENCE.toMillis();
        while (true) {
            Duration refused =
                    budgets.stream().map(this::over).max(Duration::compareTo).orElseThrow();
            if (refused.isPositive()) {
                return refused;
            }
            if (budgets.stream().allMatch(this::hasRoom)) {
                budgets.forEach(budget -> running.merge(budget.key, 1, Integer::sum));
                return Duration.ZERO;
            }
            long left = patience - clock.millis();
            if (left <= 0) {
                return BUSY;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return BUSY;
            }
        }
    }

    /** Ends an attempt that has begun. */
    synchronized void end(String name, InetAddress remote, boolean failed) {
        for (Budget budget : budgets(name, remote)) {
            running.computeIfPresent(budget.key, (_, count) -> count == 1 ? null : count - 1);
            if (failed) {
                count(budget.key);
            }
        }
        notifyAll();
    }

    /**
     * Counts a failure that did not begin with {@link #begin}.
     *
     * @return how long this remote has to wait, if it had used up its failures before
     */
    synchronized Optional<Duration> failed(InetAddress remote) {
        Budget budget = budgets("", remote).getFirst();
        Duration wait = over(budget);
        if (wait.isPositive()) {
            return Optional.of(wait);
        }
        count(budget.key);
        return Optional.empty();
    }

    private static List<Budget> budgets(String name, InetAddress remote) {
        String network = network(remote);
        Budget byNetwork = new Budget("r:" + network, LIMIT);
        return name.isEmpty()
                ? List.of(byNetwork)
                : List.of(
                        byNetwork,
                        new Budget("n:" + name, FROM_EVERYWHERE),
                        new Budget("b:" + name + ":" + network, LIMIT));
    }

    private boolean hasRoom(Budget budget) {
        Failures counted = failures.get(budget.key);
        int failed = counted == null || left(counted) <= 0 ? 0 : counted.count;
        return failed + running.getOrDefault(budget.key, 0) < budget.limit;
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

    private Duration over(Budget budget) {
        Failures counted = failures.get(budget.key);
        return counted == null || counted.count < budget.limit
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, left(counted)));
    }

    private long left(Failures counted) {
        return WINDOW.toMillis() - (clock.millis() - counted.sinceMillis);
    }

    private static String network(InetAddress remote) {
        byte[] address = remote.getAddress();
        return HexFormat.of()
                .formatHex(remote instanceof Inet6Address ? Arrays.copyOf(address, 8) : address);
    }
}
