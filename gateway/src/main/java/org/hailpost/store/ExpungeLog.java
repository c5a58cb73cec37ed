package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The UIDs that are gone, for who was away (RFC 7162 §3.2). It is kept as long as the account's
 * change log; a question about what was before is answered by all UIDs that are not there.
 */
final class ExpungeLog {
    private static final int ACCOUNTS = 1_000;

    private ExpungeLog() {}

    /**
     * The first UIDs from {@code from} on that were expunged after a modseq, ascending; perhaps
     * some that were expunged before.
     */
    static List<Long> since(
            Connection connection,
            long accountId,
            long mailboxId,
            long modseq,
            long from,
            int limit)
            throws SQLException {
        List<Long> uids = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select e.uid, m.expunged_from from mailbox m left join expunged e
                            on e.account_id = m.account_id and e.mailbox_id = m.id and e.modseq > ? and e.uid >= ?
                        where m.account_id = ? and m.id = ? order by e.uid limit ?
                        """)) {
            statement.setLong(1, modseq);
            statement.setLong(2, from);
            statement.setLong(3, accountId);
            statement.setLong(4, mailboxId);
            statement.setInt(5, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(2) > modseq) {
                        return missing(connection, accountId, mailboxId, from, limit);
                    }
                    long uid = row.getLong(1);
                    if (!row.wasNull()) {
                        uids.add(uid);
                    }
                }
            }
        }
        return uids;
    }

    /** The first UIDs that were given and are not there. */
    private static List<Long> missing(
            Connection connection, long accountId, long mailboxId, long from, int limit)
            throws SQLException {
        List<Long> uids = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select gone.uid from mailbox m cross join lateral generate_series(?, m.uid_next - 1) as gone(uid)
                        where m.account_id = ? and m.id = ? and not exists (select from placement p
                            where p.account_id = m.account_id and p.mailbox_id = m.id and p.uid = gone.uid)
                        order by gone.uid limit ?
                        """)) {
            statement.setLong(1, from);
            statement.setLong(2, accountId);
            statement.setLong(3, mailboxId);
            statement.setInt(4, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    uids.add(row.getLong(1));
                }
            }
        }
        return uids;
    }

    /** Forgets what is older than each account's change log; returns how much that was. */
    static int forget(Database database) {
        int forgotten = 0;
        long after = 0;
        while (true) {
            List<Long> accounts =
                    Query.of(
                                    database,
                                    "select id from account where id > ? order by id limit "
                                            + ACCOUNTS,
                                    after)
                            .list(row -> row.getLong(1));
            if (accounts.isEmpty()) {
                return forgotten;
            }
            for (Old old : old(database, accounts)) {
                forgotten += forget(database, old);
            }
            after = accounts.getLast();
        }
    }

    private record Old(long accountId, long mailboxId, long before) {}

    private static List<Old> old(Database database, List<Long> accounts) {
        return Query.of(
                        database,
                        """
                        select m.account_id, m.id, log.first
                        from account a
                            cross join lateral (select coalesce(
                                (select seq from event where account_id = a.id order by seq limit 1), a.seq + 1)) as log(first)
                            join mailbox m on m.account_id = a.id
                        where a.id = any(?) and exists (select from expunged e
                            where e.account_id = m.account_id and e.mailbox_id = m.id and e.modseq < log.first)
                        """,
                        accounts)
                .list(row -> new Old(row.getLong(1), row.getLong(2), row.getLong(3)));
    }

    /** One mailbox a transaction: it locks a single row that others may wait for. */
    private static int forget(Database database, Old old) {
        return Query.of(
                        database,
                        """
                        with mark as (update mailbox set expunged_from = greatest(expunged_from, ?::bigint - 1)
                            where account_id = ? and id = ?)
                        delete from expunged where account_id = ? and mailbox_id = ? and modseq < ?
                        """,
                        old.before,
                        old.accountId,
                        old.mailboxId,
                        old.accountId,
                        old.mailboxId,
                        old.before)
                .update();
    }
}
