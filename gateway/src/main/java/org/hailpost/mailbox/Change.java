package org.hailpost.mailbox;

import java.util.List;

/**
 * One committed change of an account, as it goes through the {@link ChangeFeed}.
 *
 * @param seq the account's change number; a listener that knows {@code seq - 1} may apply it, one
 *     that misses numbers between reads them from the store
 * @param mailboxes what it did to mailboxes; empty if none was touched
 * @param removed the mailboxes it removed
 */
public record Change(long accountId, long seq, List<MailboxDelta> mailboxes, List<Long> removed) {
    public Change {
        mailboxes = List.copyOf(mailboxes);
        removed = List.copyOf(removed);
    }

    public Change(long accountId, long seq, List<MailboxDelta> mailboxes) {
        this(accountId, seq, mailboxes, List.of());
    }
}
