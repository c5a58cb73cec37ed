package org.hailpost.mailbox;

import java.util.function.BiFunction;
import org.hailpost.account.Quota;
import org.hailpost.account.QuotaLimits;

/** The same limits for every account, and the first look alone: nothing is refused later. */
public final class MemoryQuotas implements Quotas {
    private final BiFunction<Long, QuotaLimits, Quota> used;
    private volatile QuotaLimits limits = QuotaLimits.NONE;
    private volatile boolean domainFull;

    MemoryQuotas(BiFunction<Long, QuotaLimits, Quota> used) {
        this.used = used;
    }

    public void limit(long octets, long messages) {
        limits = new QuotaLimits(octets, messages);
    }

    public void domainFull(boolean full) {
        domainFull = full;
    }

    @Override
    public Quota of(long accountId) {
        return used.apply(accountId, limits);
    }

    @Override
    public Room room(long accountId, long octets) {
        Quota quota = of(accountId);
        if (quota.neverFits(octets)) {
            return Room.NEVER;
        }
        if (!quota.fits(Math.max(1, octets), 1)) {
            return Room.FULL;
        }
        return domainFull ? Room.DOMAIN_FULL : Room.FREE;
    }
}
