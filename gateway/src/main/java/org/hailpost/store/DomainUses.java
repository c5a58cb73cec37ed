package org.hailpost.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.account.Quota;
import org.hailpost.account.QuotaLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts of a domain have together, counted over the index of the domain's accounts: at
 * most every {@link #FRESH}, and the longer it takes the more seldom, so that a domain of a million
 * accounts does not keep the database busy. Only a domain that has a limit is counted. While one
 * thread counts, the others take what was counted before.
 */
final class DomainUses {
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** A sum is kept for so many times as long as it took to count. */
    private static final int PATIENCE = 100;

    private record Counted(Quota quota, long untilNanos) {
        boolean fresh() {
            return untilNanos - System.nanoTime() > 0;
        }
    }

    /** Of one domain. */
    private static final class Slot {
        final ReentrantLock counting = new ReentrantLock();
        volatile @Nullable Counted last;
    }

    private final Database database;
    private final QuotaLimits defaults;
    private final Map<Long, Slot> slots = new ConcurrentHashMap<>();

    DomainUses(Database database, QuotaLimits defaults) {
        this.database = database;
        this.defaults = defaults;
    }

    Quota of(long domainId) {
        Slot slot = slots.computeIfAbsent(domainId, _ -> new Slot());
        Counted last = slot.last;
        if (last != null && (last.fresh() || !slot.counting.tryLock())) {
            return last.quota;
        }
        if (last == null) {
            slot.counting.lock();
        }
        try {
            Counted meanwhile = slot.last;
            if (meanwhile != null && meanwhile.fresh()) {
                return meanwhile.quota;
            }
            Counted counted = count(domainId);
            slot.last = counted;
            return counted.quota;
        } finally {
            slot.counting.unlock();
        }
    }

    private Counted count(long domainId) {
        long begin = System.nanoTime();
        QuotaLimits limits =
                Query.of(
                                database,
                                "select coalesce(quota_octets, ?), coalesce(quota_messages, ?) from domain where id = ?",
                                defaults.octets(),
                                defaults.messages(),
                                domainId)
                        .first(row -> new QuotaLimits(row.getLong(1), row.getLong(2)))
                        .orElse(QuotaLimits.NONE);
        Quota quota =
                limits.equals(QuotaLimits.NONE)
                        ? new Quota(0, 0, limits)
                        : Query.of(
                                        database,
                                        """
                                        select coalesce(sum(used_octets), 0), coalesce(sum(used_messages), 0)
                                        from account where domain_id = ?
                                        """,
                                        domainId)
                                .first(row -> new Quota(row.getLong(1), row.getLong(2), limits))
                                .orElseThrow();
        long end = System.nanoTime();
        return new Counted(quota, end + Math.max(FRESH.toNanos(), PATIENCE * (end - begin)));
    }
}
