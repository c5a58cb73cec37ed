package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event.MessageRemoved.Removed;
import org.hailpost.mailbox.MailboxGoneException;

/**
 * DELETE: a mailbox with its messages, keywords and expunge log, under one seq. A mailbox of the
 * same name later has a new id and a higher UIDVALIDITY.
 */
final class MailboxRemoval implements SqlFunction<Connection, Object> {
    private final long accountId;
    private final long mailboxId;
    private long seq;

    MailboxRemoval(long accountId, long mailboxId) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        seq = Accounts.lock(connection, accountId) + 1;
        List<Long> messages = takeOut(connection);
        for (String table : List.of("expunged", "keyword")) {
            delete(connection, table, "mailbox_id");
        }
        if (delete(connection, "mailbox", "id") == 0) {
            throw new MailboxGoneException("mailbox " + mailboxId);
        }
        List<Removed> removed = MessageRemoval.orphans(connection, accountId, messages);
        Accounts.advance(connection, accountId, seq);
        EventRows events = new EventRows();
        events.messageRemoved(accountId, seq, mailboxId, removed);
        events.insert(connection);
        return this;
    }

    List<Change> changes() {
        return List.of(new Change(accountId, seq, List.of(), List.of(mailboxId)));
    }

    private List<Long> takeOut(Connection connection) throws SQLException {
        List<Long> messages = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from placement where account_id = ? and mailbox_id = ? returning message_id
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    messages.add(row.getLong(1));
                }
            }
        }
        return messages;
    }

    private int delete(Connection connection, String table, String key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "delete from %s where account_id = ? and %s = ?".formatted(table, key))) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            return statement.executeUpdate();
        }
    }
}
