package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.hailpost.account.Quota;
import org.hailpost.account.QuotaLimits;

/**
 * What an account has, and its own limits, as its row says it.
 *
 * @param ownOctets {@link #DEFAULT} if the configured default counts; 0 for no limit
 * @param ownMessages likewise
 */
record AccountUse(
        long accountId,
        long domainId,
        long octets,
        long messages,
        long ownOctets,
        long ownMessages) {
    static final long DEFAULT = -1;

    /** To be selected, or returned by an update, from {@code account a}. */
    static final String COLUMNS =
            "a.id, a.domain_id, a.used_octets, a.used_messages, coalesce(a.quota_octets, -1), coalesce(a.quota_messages, -1)";

    /** {@code first} is where {@link #COLUMNS} begin. */
    static AccountUse read(ResultSet row, int first) throws SQLException {
        return new AccountUse(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getLong(first + 5));
    }

    Quota quota(QuotaLimits defaults) {
        return new Quota(
                octets,
                messages,
                new QuotaLimits(
                        ownOctets == DEFAULT ? defaults.octets() : ownOctets,
                        ownMessages == DEFAULT ? defaults.messages() : ownMessages));
    }

    /** As it was before so much came in. */
    AccountUse before(long moreOctets, long moreMessages) {
        return new AccountUse(
                accountId,
                domainId,
                octets - moreOctets,
                messages - moreMessages,
                ownOctets,
                ownMessages);
    }
}
