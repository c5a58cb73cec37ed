package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.ThreadMessage;
import org.jspecify.annotations.Nullable;

/** The accounts' change logs. */
public final class PostgresEventLog implements EventLog {
    /**
     * The rows first, then the message of each by its key. In one join the planner may read all
     * messages of an account for the next 32 rows of its log, while the tables are new or grow
     * fast.
     */
    private static final String READ =
            """
            select e.seq, e.kind, e.thread_id as event_thread, e.message_id as event_message, e.data, message.*
            from (select * from event where account_id = ? and seq > ? order by seq limit ?) e
                left join lateral (select %s from %s
                    where e.kind = '%s' and m.account_id = e.account_id and m.id = e.message_id offset 0)
                    as message on true
            order by e.seq
            """
                    .formatted(MessageRows.COLUMNS, MessageRows.TABLES, EventRows.MESSAGE_NEW);

    private final Database database;
    private final ChangeFeed feed;
    private final Together<Long, Head> heads;

    public PostgresEventLog(Database database, ChangeFeed feed) {
        this.database = database;
        this.heads = new Together<>(this::headsOf);
        this.feed = feed;
    }

    @Override
    public Head head(long accountId) {
        return heads.ask(accountId)
                .orElseThrow(() -> new MailboxGoneException("account " + accountId));
    }

    private Map<Long, Head> headsOf(List<Long> accountIds) {
        Map<Long, Head> found = new HashMap<>();
        Query.of(database, "select id, epoch, seq from account where id = any(?)", accountIds)
                .each(row -> found.put(row.getLong(1), new Head(row.getString(2), row.getLong(3))));
        return found;
    }

    @Override
    public Map<Long, Long> heads(Collection<Long> accountIds) {
        Map<Long, Long> heads = new HashMap<>();
        Query.of(database, "select id, seq from account where id = any(?) and enabled", accountIds)
                .each(row -> heads.put(row.getLong(1), row.getLong(2)));
        return heads;
    }

    @Override
    public List<Event> read(long accountId, long afterSeq, int limit) {
        return Query.of(database, READ, accountId, afterSeq, limit).list(PostgresEventLog::event);
    }

    @Override
    public void messageState(
            long accountId, long messageId, String party, Event.State state, String reason) {
        DeliveryStates states = new DeliveryStates();
        states.add(accountId, messageId, party, state, reason);
        feed.publish(
                database.inTransaction(connection -> {
                    Accounts.lock(connection, accountId); // or says that it is gone
                    states.lock(connection, List.of(accountId));
                    states.write(connection);
                    return states.changes();
                }));
    }

    private static Event event(ResultSet row) throws SQLException {
        long message = row.getLong("event_message");
        String data = row.getString("data");
        Event.Kind kind =
                switch (row.getString("kind")) {
                    case EventRows.MESSAGE_NEW ->
                            new Event.MessageNew(
                                    message(row),
                                    data == null
                                            ? 0
                                            : Json.read(data, EventRows.NewData.class)
                                                    .suggestedThread());
                    case EventRows.THREAD_READ -> new Event.ThreadRead(message);
                    case EventRows.MESSAGE_STATE -> {
                        EventRows.StateData state = Json.read(data, EventRows.StateData.class);
                        yield new Event.MessageState(
                                message, state.party(), state.state(), state.reason());
                    }
                    case EventRows.MESSAGE_FLAGS ->
                            new Event.MessageFlags(
                                    Json.read(data, EventRows.FlagsData.class).messages());
                    case EventRows.MESSAGE_REMOVED ->
                            new Event.MessageRemoved(
                                    Json.read(data, EventRows.RemovedData.class).messages());
                    default ->
                            new Event.MailboxChanged(
                                    Json.read(data, EventRows.MailboxData.class).mailbox());
                };
        return new Event(row.getLong("seq"), row.getLong("event_thread"), kind);
    }

    /** Null if the message was removed since. */
    private static @Nullable ThreadMessage message(ResultSet row) throws SQLException {
        return row.getObject("id") == null ? null : MessageRows.read(row);
    }
}
