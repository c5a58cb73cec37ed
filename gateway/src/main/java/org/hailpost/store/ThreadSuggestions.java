package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.message.ThreadKey;

/**
 * For answers that cite nothing that is here: the conversation they may belong to, because their
 * author took part in it and its subject is theirs. A subject proves nothing, so this is told and
 * never acted upon. Asks the database only if a batch has such a mail, and looks at an account's
 * newest conversations only.
 *
 * <p>It is kept in the mail's event alone: a terminal that was away gets it by resuming, as far as
 * the log goes back; history and the thread list do not repeat it.
 */
final class ThreadSuggestions {
    private static final String FIND =
            """
            select n.position, t.id, t.subject
            from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
                as n(position, account_id, thread_id, seconds, member)
            cross join lateral (
                select id, subject, members, last_at, last_message_id from thread
                where account_id = n.account_id order by last_message_id desc limit 100) as t
            where t.id <> n.thread_id and t.last_at > to_timestamp(n.seconds) - interval '7 days'
                and position(n.member in t.members) > 0
            order by n.position, t.last_message_id desc
            """;

    private final List<NewPlacement> asked = new ArrayList<>(0);

    /**
     * A mail has been put into the conversation of its parties, for want of a better one.
     *
     * @param subject of that conversation until now
     */
    void placed(NewPlacement placement, String subject) {
        String own = placement.message.scanned().headers().subject();
        if (placement.copy.incoming()
                && placement.copy.parties().size() == 1
                && ThreadKey.isReply(own)
                && !ThreadKey.subjectKey(own).isEmpty()
                && !ThreadKey.subjectKey(own).equals(ThreadKey.subjectKey(subject))) {
            asked.add(placement);
        }
    }

    /** Notes what is found with the placements. */
    void find(Connection connection) throws SQLException {
        if (asked.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            new Columns(statement)
                    .numbers(asked, asked::indexOf)
                    .numbers(asked, p -> p.copy.accountId())
                    .numbers(asked, p -> p.threadId)
                    .numbers(asked, p -> p.copy.internalDate().toEpochSecond())
                    .texts(asked, ThreadSuggestions::member);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    note(asked.get(row.getInt(1)), row.getLong(2), row.getString(3));
                }
            }
        }
    }

    private static void note(NewPlacement placement, long thread, String subject) {
        String own = placement.message.scanned().headers().subject();
        if (placement.suggestedThread == 0
                && ThreadKey.subjectKey(own).equals(ThreadKey.subjectKey(subject))) {
            placement.suggestedThread = thread;
        }
    }

    /** As it stands in the JSON of a thread's members. */
    private static String member(NewPlacement placement) {
        return Json.write(placement.copy.parties().getFirst().address().canonical().toString());
    }
}
