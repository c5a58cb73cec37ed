package org.hailpost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.ThreadKey;

/**
 * Puts new messages into threads: a thread belongs to an account and its parties, so no header that
 * a stranger writes can put a mail into somebody else's conversation.
 */
final class IntakeThreads {
    static final String FIND =
            """
            select n.account_id, n.party_key, t.id
            from unnest(?::bigint[], ?::text[]) as n(account_id, party_key)
            cross join lateral (
                select id from thread
                where account_id = n.account_id and party_key = n.party_key
                order by last_message_id desc limit 1) as t
            """;

    /** What the list of threads shows: the newest message, if it is one to show. */
    static final String SAVE =
            """
            insert into thread (account_id, id, party_key, parties, subject, last_message_id, last_at,
                last_line, last_incoming)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]), unnest(?::text[]),
                unnest(?::text[]), unnest(?::bigint[]), to_timestamp(unnest(?::float8[])),
                unnest(?::text[]), unnest(?::boolean[])
            on conflict (account_id, id) do update set parties = excluded.parties,
                subject = excluded.subject, last_message_id = excluded.last_message_id,
                last_at = excluded.last_at, last_line = excluded.last_line,
                last_incoming = excluded.last_incoming
            where excluded.last_at >= thread.last_at
            """;

    private static final int LAST_LINE = 160;

    private final Map<Key, List<NewPlacement>> byThread = new LinkedHashMap<>();
    private final Map<Key, Long> known = new HashMap<>();

    private record Key(long accountId, String partyKey) {}

    IntakeThreads(List<NewPlacement> placements) {
        for (NewPlacement placement : placements) {
            String partyKey =
                    ThreadKey.parties(
                                    placement.copy.parties().stream().map(Party::address).toList())
                            .key();
            byThread.computeIfAbsent(
                            new Key(placement.copy.accountId(), partyKey), k -> new ArrayList<>())
                    .add(placement);
        }
    }

    /** The parameters of {@link #FIND}. */
    void bindKeys(Columns columns) throws SQLException {
        columns.numbers(byThread.keySet(), Key::accountId).texts(byThread.keySet(), Key::partyKey);
    }

    /** The rows of {@link #FIND}. */
    void found(ResultSet row) throws SQLException {
        while (row.next()) {
            known.put(new Key(row.getLong(1), row.getString(2)), row.getLong(3));
        }
    }

    /** Once the mailboxes are known: what is no part of a conversation has no thread. */
    void assign(Connection connection, IdBlocks ids) throws SQLException {
        byThread.values().forEach(messages -> messages.removeIf(m -> !m.inConversation()));
        byThread.values().removeIf(List::isEmpty);
        for (Map.Entry<Key, List<NewPlacement>> entry : byThread.entrySet()) {
            Long id = known.get(entry.getKey());
            long threadId = id == null ? ids.take(connection) : id;
            entry.getValue().forEach(placement -> placement.threadId = threadId);
        }
    }

    /** The parameters of {@link #SAVE}. */
    void bindNewest(Columns columns) throws SQLException {
        List<NewPlacement> newest = byThread.values().stream().map(List::getLast).toList();
        columns.numbers(byThread.keySet(), Key::accountId)
                .numbers(newest, last -> last.threadId)
                .texts(byThread.keySet(), Key::partyKey)
                .texts(newest, last -> Json.parties(last.copy.parties()))
                .texts(newest, last -> ThreadKey.subject(scanned(last).headers().subject()))
                .numbers(newest, last -> last.messageId)
                .instants(newest, last -> last.copy.internalDate().toInstant())
                .texts(newest, last -> line(scanned(last).text().text()))
                .truths(newest, last -> last.copy.incoming());
    }

    private static ScannedMessage scanned(NewPlacement placement) {
        return placement.message.scanned();
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
