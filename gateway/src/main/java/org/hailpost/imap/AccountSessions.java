package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of an account have to do with each other: how many there are, no more than it
 * may have, and whose flags are still on their way into the store. Thread-safe.
 */
final class AccountSessions {
    private final Map<Long, Integer> counts = new ConcurrentHashMap<>();
    private final Map<Long, Set<DeferredFlags>> deferring = new ConcurrentHashMap<>();
    private final int most;

    AccountSessions(int most) {
        this.most = most;
    }

    /** Counts one more; false if there are as many as there may be. */
    boolean enter(long accountId) {
        if (counts.merge(accountId, 1, Integer::sum) <= most) {
            return true;
        }
        leave(accountId);
        return false;
    }

    void leave(long accountId) {
        counts.computeIfPresent(accountId, (_, count) -> count == 1 ? null : count - 1);
    }

    /** These are on their way now; {@link #settled} ends that. */
    void deferring(long accountId, DeferredFlags flags) {
        deferring.compute(
                accountId,
                (_, present) -> {
                    Set<DeferredFlags> all = present == null ? new HashSet<>() : present;
                    all.add(flags);
                    return all;
                });
    }

    void settled(long accountId, DeferredFlags flags) {
        deferring.computeIfPresent(
                accountId,
                (_, all) -> {
                    all.remove(flags);
                    return all.isEmpty() ? null : all;
                });
    }

    /** Waits until what the account's clients were told of flags is so, but for one's own. */
    void settle(long accountId, @Nullable DeferredFlags except) {
        if (!deferring.containsKey(accountId)) {
            return;
        }
        List<DeferredFlags> others = new ArrayList<>();
        deferring.computeIfPresent(
                accountId,
                (_, all) -> {
                    others.addAll(all);
                    return all;
                });
        others.stream().filter(flags -> flags != except).forEach(DeferredFlags::settle);
    }
}
