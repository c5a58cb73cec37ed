package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.MailboxGoneException;

/**
 * DELETE: a mailbox with its messages, keywords and expunge log, in one transaction. A mailbox of
 * the same name later has a new id and a higher UIDVALIDITY.
 */
final class MailboxRemoval implements SqlFunction<Connection, Object> {
    private final long accountId;
    private final long mailboxId;
    private final List<Change> changes = new ArrayList<>();

    MailboxRemoval(long accountId, long mailboxId) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        Expunger expunger;
        do {
            expunger = Expunger.ofAll(accountId, mailboxId);
            expunger.apply(connection);
            changes.addAll(expunger.changes());
        } while (expunger.mayGoOn());
        long seq = Accounts.lock(connection, accountId) + 1;
        delete(connection, "expunged", "mailbox_id");
        delete(connection, "keyword", "mailbox_id");
        delete(connection, "metadata", "mailbox_id");
        if (delete(connection, "mailbox", "id") == 0) {
            throw new MailboxGoneException("mailbox " + mailboxId);
        }
        Accounts.advance(connection, accountId, seq);
        EventRows events = new EventRows();
        events.mailboxChanged(accountId, seq, mailboxId);
        events.insert(connection);
        changes.add(
                new Change(
                        accountId,
                        seq,
                        List.of(),
                        List.of(mailboxId),
                        List.of(new Change.NamesChanged())));
        return this;
    }

    List<Change> changes() {
        return changes;
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
