package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.ThreadMessage;
import org.jspecify.annotations.Nullable;

/** The accounts' change logs. */
public final class PostgresEventLog implements EventLog {
    private final Database database;
    private final ChangeFeed feed;

    public PostgresEventLog(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    @Override
    public Head head(long accountId) {
        return Query.of(database, "select epoch, seq from account where id = ?", accountId)
                .first(row -> new Head(row.getString(1), row.getLong(2)))
                .orElseThrow(() -> new MailboxGoneException("account " + accountId));
    }

    @Override
    public Map<Long, Long> heads(Collection<Long> accountIds) {
        Map<Long, Long> heads = new HashMap<>();
        Query.of(database, "select id, seq from account where id = any(?)", accountIds)
                .each(row -> heads.put(row.getLong(1), row.getLong(2)));
        return heads;
    }

    @Override
    public List<Event> read(long accountId, long afterSeq, int limit) {
        return database.inTransaction(connection -> {
            List<Row> rows = rows(connection, accountId, afterSeq, limit);
            Map<Long, ThreadMessage> messages = messages(connection, accountId, rows);
            return rows.stream()
                    .map(row -> new Event(row.seq, row.thread, row.kind(messages)))
                    .toList();
        });
    }

    @Override
    public void messageState(
            long accountId, long messageId, String party, Event.State state, String reason) {
        @Nullable Long seq =
                database.inTransaction(connection ->
                        writeState(connection, accountId, messageId, party, state, reason));
        if (seq != null) {
            feed.publish(List.of(new Change(accountId, seq, List.of())));
        }
    }

    /** A state only ever advances; a repeated or older one changes nothing. */
    private static @Nullable Long writeState(
            Connection connection,
            long accountId,
            long messageId,
            String party,
            Event.State state,
            String reason)
            throws SQLException {
        long seq = Accounts.lock(connection, accountId) + 1;
        long thread;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with m as (select account_id, id, thread_id from message where account_id = ? and id = ?),
                        s as (insert into delivery_state (account_id, message_id, party, state, reason)
                            select account_id, id, ?, ?, ? from m
                            on conflict (account_id, message_id, party)
                            do update set state = excluded.state, reason = excluded.reason, at = now()
                            where array_position(array['queued', 'deferred', 'relayed', 'pushed', 'displayed'],
                                    delivery_state.state)
                                < array_position(array['queued', 'deferred', 'relayed', 'pushed', 'displayed'],
                                    excluded.state)
                            returning 1)
                        select m.thread_id from m, s
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, messageId);
            statement.setString(3, party);
            statement.setString(4, Sql.name(state));
            statement.setString(5, reason);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                thread = row.getLong(1);
            }
        }
        Accounts.advance(connection, accountId, seq);
        try (EventRows events = new EventRows(connection)) {
            events.messageState(accountId, seq, thread, messageId, party, state, reason);
            events.flush();
        }
        return seq;
    }

    private record Row(long seq, String name, long thread, long message, @Nullable String data) {
        Event.Kind kind(Map<Long, ThreadMessage> messages) {
            return switch (name) {
                case EventRows.MESSAGE_NEW -> new Event.MessageNew(messages.get(message));
                case EventRows.THREAD_READ -> new Event.ThreadRead(message);
                case EventRows.MESSAGE_STATE -> {
                    EventRows.StateData state = data(EventRows.StateData.class);
                    yield new Event.MessageState(
                            message, state.party(), state.state(), state.reason());
                }
                case EventRows.MESSAGE_FLAGS ->
                        new Event.MessageFlags(data(EventRows.FlagsData.class).messages());
                case EventRows.MESSAGE_REMOVED ->
                        new Event.MessageRemoved(data(EventRows.RemovedData.class).messages());
                default -> new Event.MailboxChanged(data(EventRows.MailboxData.class).mailbox());
            };
        }

        private <T> T data(Class<T> type) {
            return Json.read(Objects.requireNonNull(data), type);
        }
    }

    private static List<Row> rows(Connection connection, long accountId, long afterSeq, int limit)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select seq, kind, thread_id, message_id, data from event
                        where account_id = ? and seq > ? order by seq limit ?
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, afterSeq);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(
                            new Row(
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getString(5)));
                }
            }
        }
        return rows;
    }

    private static Map<Long, ThreadMessage> messages(
            Connection connection, long accountId, List<Row> rows) throws SQLException {
        List<Long> ids =
                rows.stream()
                        .filter(row -> row.name.equals(EventRows.MESSAGE_NEW))
                        .map(Row::message)
                        .toList();
        Map<Long, ThreadMessage> messages = new HashMap<>();
        if (ids.isEmpty()) {
            return messages;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select "
                                + MessageRows.COLUMNS
                                + " from "
                                + MessageRows.TABLES
                                + " where m.account_id = ? and m.id = any(?)")) {
            statement.setLong(1, accountId);
            statement.setArray(2, Sql.array(connection, ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ThreadMessage message = MessageRows.read(row);
                    messages.put(message.id(), message);
                }
            }
        }
        return messages;
    }
}
