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
import java.util.function.Function;
import org.hailpost.message.Address;

/**
 * Counts failed logins, whatever the protocol and mechanism: at most {@link #LIMIT} in {@link
 * #WINDOW} per remote network and per account name.
 *
 * <p>An IPv6 remote counts as its /64, which is what one customer has. The owner is not locked out
 * by strangers: failures on an account name count per remote network too, and only the pair of both
 * is refused, unless the name has had ten times as many from everywhere. From a network where the
 * account has logged in of late not even that counts, nor what others of that network did: only
 * failures on this name from this network do. Bounded memory: the oldest entries go first.
 * Thread-safe.
 */
final class LoginThrottle {
    static final int LIMIT = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int FROM_EVERYWHERE = 10 * LIMIT;
    private static final int ENTRIES = 100_000;

    /** How long a network where an account has logged in counts as the account's own. */
    static final Duration KNOWN = Duration.ofDays(30);

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

    /** When an account has last logged in from a network. */
    private final Map<String, Long> succeeded =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > ENTRIES;
                }
            };

    /** Attempts under way. */
    private final Map<String, Integer> running = new HashMap<>();

    /** One attempt, while it is checked. */
    static final class Attempt {
        private final List<Budget> budgets;
        private final Duration wait;
        private boolean repeated;

        private Attempt(List<Budget> budgets, Duration wait) {
            this.budgets = budgets;
            this.wait = wait;
        }

        /** The very same wrong secret was counted before: who repeats it learns nothing. */
        void repeated() {
            repeated = true;
        }
    }

    /** What has a limit, and which. */
    private record Budget(String key, int limit) {}

    /** Failures since the window began. */
    private record Failures(int count, long sinceMillis) {}

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Checks whether somebody is who they say they are, unless too many such checks have failed.
     *
     * @param name what was given as the account's address; empty if it cannot be one
     */
    Login.Outcome counted(
            Optional<Address> name,
            InetAddress remote,
            Function<Attempt, Optional<Account>> check) {
        String key = name.map(Address::toString).orElse("");
        Attempt attempt = begin(key, remote);
        if (attempt.wait.isPositive()) {
            return new Login.Outcome.Throttled(attempt.wait);
        }
        boolean failed = false;
        try {
            Optional<Account> account = check.apply(attempt).filter(Account::enabled);
            failed = account.isEmpty();
            if (failed) {
                return new Login.Outcome.Refused();
            }
            succeeded(key, remote);
            return new Login.Outcome.Accepted(account.get());
        } catch (DirectoryUnavailableException e) {
            return new Login.Outcome.Unavailable();
        } finally {
            end(attempt, failed && !attempt.repeated);
        }
    }

    /**
     * Begins an attempt, to be closed with {@link #end} if there is nothing to wait for. Attempts
     * under way count as failures until they have ended, so that guesses made all at once are no
     * more than guesses made one by one; who comes when they use up the limit waits for them.
     */
    private synchronized Attempt begin(String name, InetAddress remote) {
        List<Budget> budgets = budgets(name, remote);
        long patience = clock.millis() + PATIENCE.toMillis();
        while (true) {
            Duration refused =
                    budgets.stream().map(this::over).max(Duration::compareTo).orElseThrow();
            if (refused.isPositive()) {
                return new Attempt(budgets, refused);
            }
            if (budgets.stream().allMatch(this::hasRoom)) {
                budgets.forEach(budget -> running.merge(budget.key, 1, Integer::sum));
                return new Attempt(budgets, Duration.ZERO);
            }
            long left = patience - clock.millis();
            if (left <= 0) {
                return new Attempt(budgets, BUSY);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Attempt(budgets, BUSY);
            }
        }
    }

    private synchronized void end(Attempt attempt, boolean failed) {
        for (Budget budget : attempt.budgets) {
            running.computeIfPresent(budget.key, (_, count) -> count == 1 ? null : count - 1);
            if (failed) {
                count(budget.key);
            }
        }
        notifyAll();
    }

    /** From this network the account has logged in: it is known there from now on. */
    synchronized void succeeded(String name, InetAddress remote) {
        String pair = pair(name, network(remote));
        succeeded.remove(pair); // and again to the end of the line
        succeeded.put(pair, clock.millis());
    }

    /**
     * Counts a failure of something that nobody can guess, so that a right one is never kept
     * waiting.
     */
    synchronized Login.Outcome failed(InetAddress remote) {
        Budget budget = budgets("", remote).getFirst();
        Duration wait = over(budget);
        if (wait.isPositive()) {
            return new Login.Outcome.Throttled(wait);
        }
        count(budget.key);
        return new Login.Outcome.Refused();
    }

    private List<Budget> budgets(String name, InetAddress remote) {
        String network = network(remote);
        Budget byNetwork = new Budget("r:" + network, LIMIT);
        if (name.isEmpty()) {
            return List.of(byNetwork);
        }
        String pair = pair(name, network);
        Budget byPair = new Budget("b:" + pair, LIMIT);
        return known(pair)
                ? List.of(byPair)
                : List.of(byNetwork, new Budget("n:" + name, FROM_EVERYWHERE), byPair);
    }

    private boolean known(String pair) {
        Long since = succeeded.get(pair);
        return since != null && clock.millis() - since < KNOWN.toMillis();
    }

    private static String pair(String name, String network) {
        return name + ":" + network;
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
