package org.hailpost.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event;
import org.hailpost.outbound.Recipient;

/**
 * What a batch tells senders of what it puts into the outbound queue: that their mail waits there,
 * for each recipient. A mail that has no copy in its sender's mailbox has nothing to show it at.
 */
final class QueuedStates {
    static final String INSERT =
            """
            insert into delivery_state (account_id, message_id, party, state)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]), 'queued'
            """;

    private final List<Row> rows = new ArrayList<>();

    private record Row(NewPlacement origin, String party, long seq) {
        long account() {
            return origin.copy.accountId();
        }
    }

    /** How many states each account is told of: so many of its seqs. */
    static Map<Long, Long> counts(List<QueuedMail> mails) {
        Map<Long, Long> counts = new TreeMap<>();
        for (QueuedMail mail : mails) {
            NewPlacement origin = mail.origin();
            if (origin != null) {
                long states = mail.outgoing().recipients().size();
                counts.merge(origin.copy.accountId(), states, Long::sum);
            }
        }
        return counts;
    }

    /**
     * The placements have their numbers.
     *
     * @param firstSeq the first seq for states in each account; the others follow
     */
    QueuedStates(List<QueuedMail> mails, Map<Long, Long> firstSeq) {
        Map<Long, Long> next = new TreeMap<>(firstSeq);
        for (QueuedMail mail : mails) {
            NewPlacement origin = mail.origin();
            if (origin == null) {
                continue;
            }
            for (Recipient recipient : mail.outgoing().recipients()) {
                long seq = next.merge(origin.copy.accountId(), 1L, Long::sum) - 1;
                rows.add(new Row(origin, recipient.address().canonical().toString(), seq));
            }
        }
    }

    /** The parameters of {@link #INSERT}. */
    void bind(Columns columns) throws SQLException {
        columns.numbers(rows, Row::account)
                .numbers(rows, row -> row.origin.messageId)
                .texts(rows, Row::party);
    }

    void addTo(EventRows events) {
        for (Row row : rows) {
            events.messageState(
                    row.account(),
                    row.seq,
                    row.origin.threadId,
                    row.origin.messageId,
                    row.party,
                    Event.State.QUEUED,
                    "");
        }
    }

    /** What listeners are told after the commit. */
    List<Change> changes() {
        return rows.stream().map(row -> new Change(row.account(), row.seq, List.of())).toList();
    }
}
