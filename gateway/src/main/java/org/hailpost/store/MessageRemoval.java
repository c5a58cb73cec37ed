package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hailpost.mailbox.Event.MessageRemoved.Removed;

/** Removes messages that lie in no mailbox any more, and what hangs on them. */
final class MessageRemoval {
    /** Contents in memory at once, to read last lines out of them. */
    private static final int AT_ONCE = 50;

    private MessageRemoval() {}

    /** Of these messages removes those without a placement; returns them. */
    static List<Removed> orphans(Connection connection, long accountId, Set<Long> messages)
            throws SQLException {
        List<Removed> removed = new ArrayList<>();
        List<Long> contents = new ArrayList<>();
        Set<Long> threads = new TreeSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with gone as (delete from message m
                            using unnest(?::bigint[]) as asked(id) cross join lateral (
                                select ctid from message where account_id = ? and id = asked.id and not exists (
                                    select from placement p
                                    where p.account_id = message.account_id and p.message_id = message.id offset 0)
                                offset 0) as these
                            where m.ctid = these.ctid
                            returning m.account_id, m.id, m.thread_id, m.content_id),
                        states as (delete from delivery_state s using gone g
                            where s.account_id = g.account_id and s.message_id = g.id)
                        select id, thread_id, content_id from gone
                        """)) {
            statement.setArray(1, Sql.array(connection, messages));
            statement.setLong(2, accountId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    removed.add(new Removed(row.getLong(1), row.getLong(2)));
                    threads.add(row.getLong(2));
                    contents.add(row.getLong(3));
                }
            }
        }
        if (!removed.isEmpty()) {
            release(connection, contents);
            refresh(connection, accountId, threads);
        }
        return removed;
    }

    /** Counts down, in id order like everybody else, and deletes what nobody shows any more. */
    static void release(Connection connection, List<Long> contents) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with released as (select id, count(*) as times from unnest(?::bigint[]) as n(id) group by id),
                        locked as (select c.id, c.message_count - r.times as left from content c join released r using (id)
                            where c.id = any(?) order by c.id for update of c),
                        gone as (delete from content c using locked l where c.id = l.id and l.left <= 0)
                        update content c set message_count = l.left from locked l where c.id = l.id and l.left > 0
                        """)) {
            statement.setArray(1, Sql.array(connection, contents));
            statement.setArray(2, Sql.array(connection, contents));
            statement.executeUpdate();
        }
    }

    /** The list of threads shows the newest message that is left; an empty thread goes. */
    private static void refresh(Connection connection, long accountId, Set<Long> threads)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from thread t using unnest(?::bigint[]) as asked(id) cross join lateral (
                            select ctid from thread where account_id = ? and id = asked.id and not exists (
                                select from message m
                                where m.account_id = thread.account_id and m.thread_id = thread.id offset 0)
                            offset 0) as these
                        where t.ctid = these.ctid
                        """)) {
            statement.setArray(1, Sql.array(connection, threads));
            statement.setLong(2, accountId);
            statement.executeUpdate();
        }
        List<Newest> newest = newest(connection, accountId, threads);
        if (newest.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update thread t set last_message_id = m.id, last_at = m.internal_date,
                            last_line = n.line, last_incoming = m.incoming
                        from unnest(?::bigint[], ?::bigint[], ?::text[]) as n(thread_id, message_id, line)
                        cross join lateral (
                            select ctid from thread where account_id = ? and id = n.thread_id offset 0) as row
                        cross join lateral (
                            select * from message where account_id = ? and id = n.message_id offset 0) as m
                        where t.ctid = row.ctid
                        """)) {
            new Columns(statement)
                    .numbers(newest, Newest::threadId)
                    .numbers(newest, Newest::messageId)
                    .texts(newest, Newest::line);
            statement.setLong(4, accountId);
            statement.setLong(5, accountId);
            statement.executeUpdate();
        }
    }

    private record Newest(long threadId, long messageId, String line) {}

    /** Of the threads that show one that is gone. */
    private static List<Newest> newest(Connection connection, long accountId, Set<Long> threads)
            throws SQLException {
        List<Newest> newest = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select t.id, m.id,
                        """
                                + StoredText.COLUMNS
                                + """
                                from unnest(?::bigint[]) as asked(id) cross join lateral (
                                    select * from thread where account_id = ? and id = asked.id offset 0) as t
                                cross join lateral (
                                    select * from message
                                    where account_id = t.account_id and thread_id = t.id order by id desc limit 1) as m
                                where t.last_message_id <> m.id
                                """)) {
            statement.setArray(1, Sql.array(connection, threads));
            statement.setLong(2, accountId);
            statement.setFetchSize(AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String text = StoredText.read(row).readable().text();
                    newest.add(
                            new Newest(row.getLong(1), row.getLong(2), IntakeThreads.line(text)));
                }
            }
        }
        return newest;
    }
}
