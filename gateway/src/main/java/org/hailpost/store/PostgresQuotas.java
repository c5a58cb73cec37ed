package org.hailpost.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hailpost.account.Quota;
import org.hailpost.account.QuotaLimits;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Quotas;
import org.jspecify.annotations.Nullable;

/**
 * Quotas over the counters in the rows of accounts.
 *
 * <p>Two looks. The first is from memory: what the directory's lookups and the intake's updates
 * read of an account's row anyway is noted here, so that a recipient costs no question of its own.
 * The second is in the transaction that writes: the update that raises the counters returns them,
 * and whoever finds them beyond the limit rolls back. So an account never has more than its quota,
 * however many mails come at once.
 *
 * <p>A domain has no counter: its row would be locked by every mail for any of its accounts. The
 * sum is asked for now and then ({@link DomainUses}), so a domain may get past its limit by what
 * comes in between.
 */
public final class PostgresQuotas implements Quotas {
    /**
     * Longer than the directory keeps what it looked up, or each recipient would cost two looks.
     */
    private static final Duration FRESH = Duration.ofSeconds(3);

    /** A "no" is at most so old: its owner may just have made room. */
    private static final Duration INSTANT = Duration.ofMillis(200);

    private static final int ACCOUNTS = 10_000;

    private record Known(AccountUse use, long sinceNanos) {
        boolean younger(Duration age) {
            return System.nanoTime() - sinceNanos < age.toNanos();
        }
    }

    private final Database database;
    private final QuotaLimits accountDefault;
    private final DomainUses domains;
    private final Map<Long, Known> accounts =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
                    return size() > ACCOUNTS;
                }
            };

    /** With limits for accounts and domains that have none of their own. */
    public PostgresQuotas(
            Database database, QuotaLimits accountDefault, QuotaLimits domainDefault) {
        this.database = database;
        this.accountDefault = accountDefault;
        this.domains = new DomainUses(database, domainDefault);
    }

    /** Without defaults. */
    PostgresQuotas(Database database) {
        this(database, QuotaLimits.NONE, QuotaLimits.NONE);
    }

    @Override
    public Quota of(long accountId) {
        return load(accountId).quota(accountDefault);
    }

    @Override
    public Room room(long accountId, long octets) {
        Known known = known(accountId);
        if (known == null || !known.younger(FRESH)) {
            return room(load(accountId), octets);
        }
        Room room = room(known.use, octets);
        return room == Room.FREE || known.younger(INSTANT) ? room : room(load(accountId), octets);
    }

    private Room room(AccountUse use, long octets) {
        Room account = room(use.quota(accountDefault), octets, Room.FULL);
        return account == Room.FREE
                ? room(domains.of(use.domainId()), octets, Room.DOMAIN_FULL)
                : account;
    }

    /** A message has one octet at least. */
    private static Room room(Quota quota, long octets, Room full) {
        if (quota.neverFits(octets)) {
            return Room.NEVER;
        }
        return quota.fits(Math.max(octets, 1), 1) ? Room.FREE : full;
    }

    /**
     * Refuses messages before they are written with others, which would all have to be written
     * again without them. Asks the database only to make sure of a refusal.
     *
     * @throws OverQuotaException if they find no room
     */
    void refuseFull(List<NewMessage> messages) {
        Map<Long, Long> octets = new TreeMap<>();
        for (NewMessage message : messages) {
            for (NewMessage.Copy copy : message.copies()) {
                octets.merge(copy.accountId(), size(message, copy), Long::sum);
            }
        }
        octets.forEach((account, size) -> {
            Known known = known(account);
            if (known != null && !known.use.quota(accountDefault).fits(size, 1)) {
                Quota now = of(account);
                if (!now.fits(size, 1)) {
                    throw refusal(account, now, size);
                }
            }
        });
    }

    /** What a copy counts: the octets that FETCH RFC822.SIZE says. */
    static long size(NewMessage message, NewMessage.Copy copy) {
        return copy.trace().length + message.content().size();
    }

    /**
     * The second look.
     *
     * @param after what the account has with so much more, not committed yet
     * @throws OverQuotaException if that is too much
     */
    void admit(AccountUse after, long octets, long messages) {
        Quota quota = after.quota(accountDefault);
        if (!quota.fits(0, 0)) {
            seen(after.before(octets, messages));
            throw refusal(after.accountId(), quota, octets);
        }
    }

    private static OverQuotaException refusal(long account, Quota quota, long octets) {
        return new OverQuotaException(account, quota.neverFits(octets) ? Room.NEVER : Room.FULL);
    }

    /** Notes what was read of an account, or committed. */
    void seen(AccountUse use) {
        Known known = new Known(use, System.nanoTime());
        synchronized (accounts) {
            accounts.remove(use.accountId()); // the eldest is the one not heard of for longest
            accounts.put(use.accountId(), known);
        }
    }

    private @Nullable Known known(long accountId) {
        synchronized (accounts) {
            return accounts.get(accountId);
        }
    }

    private AccountUse load(long accountId) {
        AccountUse use =
                Query.of(
                                database,
                                "select " + AccountUse.COLUMNS + " from account a where a.id = ?",
                                accountId)
                        .first(row -> AccountUse.read(row, 1))
                        .orElseThrow(() -> new MailboxGoneException("account " + accountId));
        seen(use);
        return use;
    }
}
