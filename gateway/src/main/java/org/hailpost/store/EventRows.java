package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Event.MessageFlags.Flagged;
import org.hailpost.mailbox.Event.MessageRemoved.Removed;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of the change log: the one place that knows their columns, with {@link
 * PostgresEventLog}, which reads them.
 */
final class EventRows implements AutoCloseable {
    static final String MESSAGE_NEW = "message.new";
    static final String MESSAGE_STATE = "message.state";
    static final String MESSAGE_FLAGS = "message.flags";
    static final String THREAD_READ = "thread.read";
    static final String MESSAGE_REMOVED = "message.removed";
    static final String MAILBOX_CHANGED = "mailbox.changed";

    /**
     * An event must fit a frame: a change of more messages than this says which mailbox changed.
     */
    static final int LISTED = 500;

    private final PreparedStatement statement;

    record StateData(String party, Event.State state, String reason) {}

    record FlagsData(List<Flagged> messages) {}

    record RemovedData(List<Removed> messages) {}

    record MailboxData(long mailbox) {}

    EventRows(Connection connection) throws SQLException {
        statement =
                connection.prepareStatement(
                        """
                        insert into event (account_id, seq, kind, thread_id, message_id, data)
                        values (?, ?, ?, ?, ?, ?)
                        """);
    }

    void messageNew(long account, long seq, long thread, long message) throws SQLException {
        add(account, seq, MESSAGE_NEW, thread, message, null);
    }

    void messageState(
            long account,
            long seq,
            long thread,
            long message,
            String party,
            Event.State state,
            String reason)
            throws SQLException {
        add(account, seq, MESSAGE_STATE, thread, message, new StateData(party, state, reason));
    }

    void messageFlags(long account, long seq, long mailbox, List<Flagged> messages)
            throws SQLException {
        if (messages.size() > LISTED) {
            mailboxChanged(account, seq, mailbox);
        } else {
            add(account, seq, MESSAGE_FLAGS, 0, 0, new FlagsData(messages));
        }
    }

    void threadRead(long account, long seq, long thread, long upTo) throws SQLException {
        add(account, seq, THREAD_READ, thread, upTo, null);
    }

    void messageRemoved(long account, long seq, long mailbox, List<Removed> messages)
            throws SQLException {
        if (messages.isEmpty() || messages.size() > LISTED) {
            mailboxChanged(account, seq, mailbox);
        } else {
            add(account, seq, MESSAGE_REMOVED, 0, 0, new RemovedData(messages));
        }
    }

    void mailboxChanged(long account, long seq, long mailbox) throws SQLException {
        add(account, seq, MAILBOX_CHANGED, 0, 0, new MailboxData(mailbox));
    }

    void flush() throws SQLException {
        statement.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }

    private void add(
            long account, long seq, String kind, long thread, long message, @Nullable Object data)
            throws SQLException {
        statement.setLong(1, account);
        statement.setLong(2, seq);
        statement.setString(3, kind);
        statement.setLong(4, thread);
        statement.setLong(5, message);
        statement.setString(6, data == null ? null : Json.write(data));
        statement.addBatch();
    }
}
