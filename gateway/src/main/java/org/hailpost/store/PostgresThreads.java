package org.hailpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.message.Content;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.MessageScanner;
import org.jspecify.annotations.Nullable;

/** Conversations. Cursors are message ids: later messages have higher ones. */
public final class PostgresThreads implements ThreadStore {
    private static final String SUMMARY =
            """
            select t.id, t.parties, t.subject, t.last_at, t.last_message_id, t.last_line, t.last_incoming,
                (select count(distinct p.message_id) from placement p where p.account_id = t.account_id
                    and p.thread_id = t.id and p.flags & 1 = 0)
            from thread t
            """;

    private static final String MESSAGES =
            "select " + MessageRows.COLUMNS + " from " + MessageRows.TABLES;

    private final Database database;
    private final ChangeFeed feed;

    public PostgresThreads(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    @Override
    public ThreadPage threads(long accountId, @Nullable String cursor, int limit) {
        List<ThreadSummary> threads =
                Query.of(
                                database,
                                SUMMARY
                                        + """
                                        where t.account_id = ? and t.last_message_id < ?
                                        order by t.last_message_id desc limit ?
                                        """,
                                accountId,
                                before(cursor),
                                limit)
                        .list(PostgresThreads::summary);
        String next =
                threads.size() < limit ? null : String.valueOf(threads.getLast().lastMessageId());
        return new ThreadPage(threads, next);
    }

    @Override
    public Optional<ThreadSummary> thread(long accountId, long threadId) {
        return Query.of(
                        database,
                        SUMMARY + " where t.account_id = ? and t.id = ?",
                        accountId,
                        threadId)
                .first(PostgresThreads::summary);
    }

    @Override
    public HistoryPage history(long accountId, long threadId, @Nullable String before, int limit) {
        List<ThreadMessage> messages =
                Query.of(
                                database,
                                MESSAGES
                                        + """
                                        where m.account_id = ? and m.thread_id = ? and m.id < ?
                                        order by m.id desc limit ?
                                        """,
                                accountId,
                                threadId,
                                before(before),
                                limit)
                        .list(MessageRows::read);
        String next = messages.size() < limit ? null : String.valueOf(messages.getLast().id());
        return new HistoryPage(messages, next);
    }

    @Override
    public Optional<ThreadMessage> message(long accountId, long messageId) {
        return Query.of(
                        database,
                        MESSAGES + " where m.account_id = ? and m.id = ?",
                        accountId,
                        messageId)
                .first(MessageRows::read);
    }

    @Override
    public Optional<SentMessage> sent(long accountId, UUID clientId) {
        return Query.of(
                        database,
                        "select message_id, thread_id, seq from sent_request where account_id = ? and client_id = ?",
                        accountId,
                        clientId)
                .first(row -> new SentMessage(row.getLong(1), row.getLong(2), row.getLong(3)));
    }

    @Override
    public Optional<HeaderFacts> newestHeader(long accountId, long threadId) {
        return Query.of(
                        database,
                        """
                        select coalesce(header, '') from message where account_id = ? and thread_id = ?
                        order by id desc limit 1
                        """,
                        accountId,
                        threadId)
                .first(row -> row.getBytes(1))
                .filter(header -> header.length > 0)
                .map(PostgresThreads::facts);
    }

    private static HeaderFacts facts(byte[] header) {
        try (Content content = Content.of(header)) {
            return MessageScanner.scan(content).headers();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // content in memory
        }
    }

    @Override
    public List<ThreadMessage> search(long accountId, String text, int limit) {
        List<Long> found = new ConversationSearch(database, accountId).find(text, limit);
        return Query.of(
                        database,
                        "select "
                                + MessageRows.COLUMNS
                                + " from "
                                + Sql.MESSAGES
                                + MessageRows.JOINED
                                + " order by m.id desc",
                        found,
                        accountId)
                .list(MessageRows::read);
    }

    @Override
    public long unread(long accountId, long threadId) {
        return Query.of(
                        database,
                        """
                        select count(distinct message_id) from placement
                        where account_id = ? and thread_id = ? and flags & 1 = 0
                        """,
                        accountId,
                        threadId)
                .first(row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public List<Counterpart> counterparts(long accountId, long threadId) {
        return Query.of(
                        database,
                        """
                        select distinct o.account_id, o.thread_id from (
                            select origin_account_id as account_id, origin_message_id as id from message
                            where account_id = ? and thread_id = ? and origin_account_id is not null
                            order by message.id desc limit 20) l
                        join message o using (account_id, id)
                        where o.account_id <> ? and o.thread_id <> 0
                        union
                        select a.id, t.id
                        from thread own join account self on self.id = own.account_id
                        cross join lateral jsonb_array_elements(own.parties::jsonb) as party
                        join account a on a.address = party ->> 'address'
                        join lateral (select id from thread where account_id = a.id
                            and party_key = encode(sha256(convert_to(self.address, 'UTF8')), 'hex')
                            order by last_message_id desc limit 1) t on true
                        where own.account_id = ? and own.id = ? and jsonb_array_length(own.parties::jsonb) = 1
                        """,
                        accountId,
                        threadId,
                        accountId,
                        accountId,
                        threadId)
                .list(row -> new Counterpart(row.getLong(1), row.getLong(2)));
    }

    @Override
    public List<Long> read(long accountId, long threadId, long upToMessageId) {
        List<Change> changes = new ArrayList<>();
        List<Long> read =
                database.inTransaction(connection -> {
                    long seq = Accounts.lock(connection, accountId) + 1;
                    Map<Long, List<MailboxDelta.Row>> rows =
                            markSeen(connection, accountId, threadId, upToMessageId, seq);
                    if (rows.isEmpty()) {
                        return List.of();
                    }
                    Accounts.advance(connection, accountId, seq);
                    List<MailboxDelta> deltas = new ArrayList<>();
                    TreeSet<Long> messages = new TreeSet<>();
                    for (var entry : rows.entrySet()) {
                        long mailbox = entry.getKey();
                        long uidNext =
                                Accounts.advanceMailbox(connection, accountId, mailbox, seq, 0);
                        deltas.add(
                                new MailboxDelta(
                                        mailbox, entry.getValue(), List.of(), null, uidNext, seq));
                        entry.getValue().forEach(row -> messages.add(row.messageId()));
                    }
                    EventRows events = new EventRows();
                    events.threadRead(accountId, seq, threadId, upToMessageId);
                    events.insert(connection);
                    changes.add(new Change(accountId, seq, deltas));
                    return List.copyOf(messages);
                });
        feed.publish(changes);
        return read;
    }

    private static Map<Long, List<MailboxDelta.Row>> markSeen(
            Connection connection, long accountId, long threadId, long upTo, long seq)
            throws SQLException {
        Map<Long, List<MailboxDelta.Row>> rows = new TreeMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update placement set flags = flags | 1, modseq = ?
                        where account_id = ? and thread_id = ? and message_id <= ? and flags & 1 = 0
                        returning mailbox_id, uid, message_id, flags
                        """)) {
            statement.setLong(1, seq);
            statement.setLong(2, accountId);
            statement.setLong(3, threadId);
            statement.setLong(4, upTo);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(
                                    new MailboxDelta.Row(
                                            row.getLong(2), row.getLong(3), row.getLong(4), seq));
                }
            }
        }
        rows.values()
                .forEach(list ->
                        list.sort(java.util.Comparator.comparingLong(MailboxDelta.Row::uid)));
        return rows;
    }

    private static ThreadSummary summary(ResultSet row) throws SQLException {
        return new ThreadSummary(
                row.getLong(1),
                Json.parties(row.getString(2)),
                row.getString(3),
                row.getTimestamp(4).toInstant(),
                row.getLong(5),
                row.getString(6),
                row.getBoolean(7),
                row.getLong(8));
    }

    /** A cursor that is none of ours reads as the end of the list. */
    private static long before(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
