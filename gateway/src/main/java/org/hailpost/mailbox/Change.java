package org.hailpost.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One committed change of an account, as it goes through the {@link ChangeFeed}.
 *
 * @param seq the account's change number; a listener that knows {@code seq - 1} may apply it, one
 *     that misses numbers between reads them from the store
 * @param mailboxes what it did to mailboxes; empty if none was touched
 * @param removed the mailboxes it removed
 * @param notes what else it did that a mail client may want to hear of
 * @param event what the account's log has under this seq, as {@link EventLog#read} says it; null if
 *     it is not at hand
 */
public record Change(
        long accountId,
        long seq,
        List<MailboxDelta> mailboxes,
        List<Long> removed,
        List<Note> notes,
        @Nullable Event event) {
    public Change {
        mailboxes = List.copyOf(mailboxes);
        removed = List.copyOf(removed);
        notes = List.copyOf(notes);
    }

    /** What is about mailboxes themselves, and not about messages in them. */
    public sealed interface Note {}

    /** Mailboxes were made, renamed or removed: {@link MailboxStore#catalogue} is another. */
    public record NamesChanged() implements Note {}

    /** Subscriptions were. */
    public record SubscriptionsChanged() implements Note {}

    /**
     * Annotations were written or removed.
     *
     * @param mailboxId or {@link Annotations#SERVER}
     */
    public record Annotated(long mailboxId, List<String> entries) implements Note {
        public Annotated {
            entries = List.copyOf(entries);
        }
    }

    /** What is about one such thing alone. */
    public static Change of(long accountId, long seq, Note note) {
        return new Change(accountId, seq, List.of(), List.of(), List.of(note));
    }

    public Change(
            long accountId,
            long seq,
            List<MailboxDelta> mailboxes,
            List<Long> removed,
            List<Note> notes) {
        this(accountId, seq, mailboxes, removed, notes, null);
    }

    public Change(long accountId, long seq, List<MailboxDelta> mailboxes) {
        this(accountId, seq, mailboxes, List.of(), List.of());
    }
}
