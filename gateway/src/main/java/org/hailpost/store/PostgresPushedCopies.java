package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.PushedCopies;
import org.hailpost.mailbox.Role;

/** Archives and drops pushed copies; each is one transaction. */
public final class PostgresPushedCopies implements PushedCopies {
    private final Database database;
    private final ChangeFeed feed;

    public PostgresPushedCopies(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    @Override
    public void archive(long accountId, List<Long> messageIds) {
        change(accountId, messageIds, true);
    }

    @Override
    public void drop(long accountId, List<Long> messageIds) {
        change(accountId, messageIds, false);
    }

    private void change(long accountId, List<Long> messageIds, boolean archive) {
        List<Change> changes = new ArrayList<>();
        database.inTransaction(connection -> {
            Accounts.lock(connection, accountId);
            long inbox = mailbox(connection, accountId, Role.INBOX);
            long live = mailbox(connection, accountId, Role.LIVE);
            List<Long> uids = uids(connection, accountId, inbox, messageIds);
            if (uids.isEmpty() || (archive && live == 0)) {
                return null; // somebody took the mailbox away: the copy stays where it is
            }
            if (archive) {
                Copier copier = new Copier(accountId, inbox, uids, live);
                copier.apply(connection);
                changes.addAll(copier.changes());
            }
            Expunger expunger = Expunger.ofPushed(accountId, inbox, uids);
            expunger.apply(connection);
            changes.addAll(expunger.changes());
            return null;
        });
        feed.publish(changes);
    }

    @Override
    public List<Origin> origins(long accountId, List<Long> messageIds) {
        return Query.of(
                        database,
                        """
                        select m.id, m.origin_account_id, m.origin_message_id, a.address from
                        """
                                + Sql.MESSAGES
                                + """
                                join account a on a.id = m.account_id
                                where m.origin_account_id is not null order by m.id
                                """,
                        messageIds,
                        accountId)
                .list(row ->
                        new Origin(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4)));
    }

    /** 0 if there is none. */
    private static long mailbox(Connection connection, long accountId, Role role)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select id from mailbox where account_id = ? and role = ?")) {
            statement.setLong(1, accountId);
            statement.setString(2, Sql.name(role));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static List<Long> uids(
            Connection connection, long accountId, long mailboxId, List<Long> messageIds)
            throws SQLException {
        List<Long> uids = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select p.uid from unnest(?::bigint[]) as asked(id) cross join lateral (
                            select uid, mailbox_id from placement
                            where account_id = ? and message_id = asked.id offset 0) as p
                        where p.mailbox_id = ? order by p.uid
                        """)) {
            statement.setArray(1, Sql.array(connection, messageIds));
            statement.setLong(2, accountId);
            statement.setLong(3, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    uids.add(row.getLong(1));
                }
            }
        }
        return uids;
    }
}
