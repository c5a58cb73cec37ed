package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.hailpost.account.Account;
import org.hailpost.account.Quota;

/** Whether the counters say what a count says. */
final class QuotaCounters {
    private QuotaCounters() {}

    static void assertRight(Database database, Account account) {
        assertThat(kept(database, account)).isEqualTo(counted(database, account));
    }

    static String kept(Database database, Account account) {
        Quota quota = new PostgresQuotas(database).of(account.id());
        return quota.usedMessages() + " messages, " + quota.usedOctets() + " octets";
    }

    private static String counted(Database database, Account account) {
        return Query.of(
                        database,
                        """
                        select count(*), coalesce(sum(m.size), 0)
                        from placement p left join message m on m.account_id = p.account_id and m.id = p.message_id
                        where p.account_id = ?
                        """,
                        account.id())
                .first(row -> row.getLong(1) + " messages, " + row.getLong(2) + " octets")
                .orElseThrow();
    }
}
