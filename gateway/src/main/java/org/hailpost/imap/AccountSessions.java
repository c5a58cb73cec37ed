package org.hailpost.imap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sessions each account has, and no more than it may have. Thread-safe. */
final class AccountSessions {
    private final Map<Long, Integer> counts = new ConcurrentHashMap<>();
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
}
