package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Event.MessageFlags.Flagged;
import org.hailpost.mailbox.Event.MessageRemoved.Removed;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows of the change log and writes them: the one place that knows their columns, with
 * {@link PostgresEventLog}, which reads them.
 */
final class EventRows {
    static final String INSERT =
            """
            insert into event (account_id, seq, kind, thread_id, message_id, data)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]), unnest(?::bigint[]),
                unnest(?::bigint[]), unnest(?::text[])
            """;

    /** How many parameters {@link #INSERT} has. */
    static final int COLUMNS = 6;

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

    private final List<Row> rows = new ArrayList<>();

    private record Row(
            long account,
            long seq,
            String kind,
            long thread,
            long message,
            @Nullable String data) {}

    record NewData(long suggestedThread) {}

    record StateData(String party, Event.State state, String reason) {}

    record FlagsData(List<Flagged> messages) {}

    record RemovedData(List<Removed> messages) {}

    record MailboxData(long mailbox) {}

    /** {@code suggestedThread} is 0 if there is none. */
    void messageNew(long account, long seq, long thread, long message, long suggestedThread) {
        add(
                account,
                seq,
                MESSAGE_NEW,
                thread,
                message,
                suggestedThread == 0 ? null : new NewData(suggestedThread));
    }

    void messageState(
            long account,
            long seq,
            long thread,
            long message,
            String party,
            Event.State state,
            String reason) {
        add(account, seq, MESSAGE_STATE, thread, message, new StateData(party, state, reason));
    }

    void messageFlags(long account, long seq, long mailbox, List<Flagged> messages) {
        if (messages.size() > LISTED) {
            mailboxChanged(account, seq, mailbox);
        } else {
            add(account, seq, MESSAGE_FLAGS, 0, 0, new FlagsData(messages));
        }
    }

    void threadRead(long account, long seq, long thread, long upTo) {
        add(account, seq, THREAD_READ, thread, upTo, null);
    }

    void messageRemoved(long account, long seq, long mailbox, List<Removed> messages) {
        if (messages.isEmpty() || messages.size() > LISTED) {
            mailboxChanged(account, seq, mailbox);
        } else {
            add(account, seq, MESSAGE_REMOVED, 0, 0, new RemovedData(messages));
        }
    }

    void mailboxChanged(long account, long seq, long mailbox) {
        add(account, seq, MAILBOX_CHANGED, 0, 0, new MailboxData(mailbox));
    }

    void insert(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(new Columns(statement));
            statement.execute();
        }
    }

    /** The parameters of {@link #INSERT}. */
    void bind(Columns columns) throws SQLException {
        columns.numbers(rows, Row::account)
                .numbers(rows, Row::seq)
                .texts(rows, Row::kind)
                .numbers(rows, Row::thread)
                .numbers(rows, Row::message)
                .texts(rows, Row::data);
    }

    private void add(
            long account, long seq, String kind, long thread, long message, @Nullable Object data) {
        rows.add(
                new Row(
                        account,
                        seq,
                        kind,
                        thread,
                        message,
                        data == null ? null : Json.write(data)));
    }
}
