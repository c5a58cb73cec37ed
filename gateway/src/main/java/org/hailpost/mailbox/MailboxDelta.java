package org.hailpost.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed in one mailbox: rows that are new or whose flags changed (current state), and UIDs
 * that are gone. Applying a delta twice, or one that is contained in a newer one, changes nothing:
 * a row replaces the known one only if its modseq is higher.
 *
 * @param keywords the mailbox's whole keyword list after the change; null if it did not change
 * @param modseq the mailbox's HIGHESTMODSEQ after the change
 */
public record MailboxDelta(
        long mailboxId,
        List<Row> rows,
        List<Long> expungedUids,
        @Nullable List<String> keywords,
        long uidNext,
        long modseq) {
    public MailboxDelta {
        rows = List.copyOf(rows);
        expungedUids = List.copyOf(expungedUids);
        keywords = keywords == null ? null : List.copyOf(keywords);
    }

    /** One message in the mailbox. */
    public record Row(long uid, long messageId, long flags, long modseq) {}
}
