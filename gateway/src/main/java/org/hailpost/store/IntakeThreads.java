package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.message.Party;
import org.hailpost.message.ThreadKey;

/**
 * Puts new messages into threads: a thread belongs to an account and its parties, so no header that
 * a stranger writes can put a mail into somebody else's conversation.
 */
final class IntakeThreads {
    private static final int LAST_LINE = 160;

    private record Key(long accountId, String partyKey) {}

    private IntakeThreads() {}

    static void assign(Connection connection, IdBlocks ids, List<NewPlacement> placements)
            throws SQLException {
        Map<Key, List<NewPlacement>> byThread = new LinkedHashMap<>();
        for (NewPlacement placement : placements) {
            if (!placement.inConversation()) {
                continue;
            }
            String partyKey =
                    ThreadKey.parties(
                                    placement.copy.parties().stream().map(Party::address).toList())
                            .key();
            byThread.computeIfAbsent(
                            new Key(placement.copy.accountId(), partyKey), k -> new ArrayList<>())
                    .add(placement);
        }
        Map<Key, Long> known = find(connection, List.copyOf(byThread.keySet()));
        for (Map.Entry<Key, List<NewPlacement>> entry : byThread.entrySet()) {
            Long id = known.get(entry.getKey());
            long threadId = id == null ? ids.take(connection) : id;
            entry.getValue().forEach(placement -> placement.threadId = threadId);
        }
        save(connection, byThread);
    }

    private static Map<Key, Long> find(Connection connection, List<Key> keys) throws SQLException {
        Map<Key, Long> known = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select n.account_id, n.party_key, t.id
                        from unnest(?::bigint[], ?::text[]) as n(account_id, party_key)
                        cross join lateral (
                            select id from thread
                            where account_id = n.account_id and party_key = n.party_key
                            order by last_message_id desc limit 1) as t
                        """)) {
            statement.setArray(1, Sql.array(connection, keys, Key::accountId));
            statement.setArray(
                    2,
                    connection.createArrayOf("text", keys.stream().map(Key::partyKey).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.put(new Key(row.getLong(1), row.getString(2)), row.getLong(3));
                }
            }
        }
        return known;
    }

    /** Writes what the list of threads shows: the newest message, if it is one to show. */
    private static void save(Connection connection, Map<Key, List<NewPlacement>> byThread)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into thread (account_id, id, party_key, parties, subject, last_message_id, last_at,
                            last_line, last_incoming)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (account_id, id) do update set parties = excluded.parties,
                            subject = excluded.subject, last_message_id = excluded.last_message_id,
                            last_at = excluded.last_at, last_line = excluded.last_line,
                            last_incoming = excluded.last_incoming
                        where excluded.last_at >= thread.last_at
                        """)) {
            for (Map.Entry<Key, List<NewPlacement>> entry : byThread.entrySet()) {
                NewPlacement last = entry.getValue().getLast();
                var scanned = last.waiting.message().scanned();
                statement.setLong(1, entry.getKey().accountId());
                statement.setLong(2, last.threadId);
                statement.setString(3, entry.getKey().partyKey());
                statement.setString(4, Json.parties(last.copy.parties()));
                statement.setString(5, ThreadKey.subject(scanned.headers().subject()));
                statement.setLong(6, last.messageId);
                statement.setTimestamp(7, Timestamp.from(at(last)));
                statement.setString(8, line(scanned.text().text()));
                statement.setBoolean(9, last.copy.incoming());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Instant at(NewPlacement placement) {
        return placement.copy.internalDate().toInstant();
    }

    /** The first line with words, cut to what a list shows. */
    static String line(String text) {
        String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return line.length() <= LAST_LINE ? line : line.substring(0, cut(line)) + "…";
    }

    private static int cut(String line) {
        return Character.isHighSurrogate(line.charAt(LAST_LINE - 1)) ? LAST_LINE - 1 : LAST_LINE;
    }
}
