package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailboxGoneException;

/** Annotations in the table {@code metadata}; written under the account's row lock. */
final class PostgresAnnotations implements Annotations {
    private final Database database;
    private final ChangeFeed feed;

    PostgresAnnotations(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    @Override
    public SortedMap<String, byte[]> read(
            long accountId, long mailboxId, Collection<String> names) {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        Query.of(
                        database,
                        """
                        select entry, value from metadata m
                        where account_id = ? and mailbox_id = ? and exists (
                            select from unnest(?) n where m.entry = n or starts_with(m.entry, n || '/'))
                        """,
                        accountId,
                        mailboxId,
                        names.toArray(String[]::new))
                .each(row -> entries.put(row.getString(1), row.getBytes(2)));
        return entries;
    }

    @Override
    public void write(long accountId, long mailboxId, Map<String, Optional<byte[]>> entries) {
        long changed =
                database.inTransaction(connection -> {
                    long seq = Accounts.lock(connection, accountId) + 1;
                    if (mailboxId != SERVER) {
                        requireMailbox(connection, accountId, mailboxId);
                    }
                    for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
                        write(connection, accountId, mailboxId, entry.getKey(), entry.getValue());
                    }
                    if (count(connection, accountId, mailboxId) > MAX_ENTRIES) {
                        throw new TooManyException();
                    }
                    Accounts.advance(connection, accountId, seq);
                    EventRows events = new EventRows();
                    events.mailboxChanged(accountId, seq, mailboxId);
                    events.insert(connection);
                    return seq;
                });
        feed.publish(
                List.of(
                        Change.of(
                                accountId,
                                changed,
                                new Change.Annotated(mailboxId, List.copyOf(entries.keySet())))));
    }

    private static void write(
            Connection connection,
            long accountId,
            long mailboxId,
            String entry,
            Optional<byte[]> value)
            throws SQLException {
        if (value.isEmpty()) {
            PostgresRegistry.update(
                    connection,
                    "delete from metadata where account_id = ? and mailbox_id = ? and entry = ?",
                    accountId,
                    mailboxId,
                    entry);
        } else {
            PostgresRegistry.update(
                    connection,
                    """
                    insert into metadata (account_id, mailbox_id, entry, value) values (?, ?, ?, ?)
                    on conflict (account_id, mailbox_id, entry) do update set value = excluded.value
                    """,
                    accountId,
                    mailboxId,
                    entry,
                    value.get());
        }
    }

    /** A mailbox that goes meanwhile takes them with it: it needs the account's lock as well. */
    private static void requireMailbox(Connection connection, long accountId, long mailboxId)
            throws SQLException {
        if (count(
                        connection,
                        "select count(*) from mailbox where account_id = ? and id = ?",
                        accountId,
                        mailboxId)
                == 0) {
            throw new MailboxGoneException("mailbox " + mailboxId);
        }
    }

    private static long count(Connection connection, long accountId, long mailboxId)
            throws SQLException {
        return count(
                connection,
                "select count(*) from metadata where account_id = ? and mailbox_id = ?",
                accountId,
                mailboxId);
    }

    private static long count(Connection connection, String sql, long accountId, long mailboxId)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
