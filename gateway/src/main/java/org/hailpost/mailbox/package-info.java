/**
 * What an account has: mailboxes, messages under UIDs, flags, threads, and the log of changes.
 *
 * <p>This is the typed seam between the protocols and the store: {@link
 * org.hailpost.mailbox.MessageIntake} is the one way in for a message, {@link
 * org.hailpost.mailbox.MailboxStore} what IMAP works on, {@link org.hailpost.mailbox.ThreadStore}
 * and {@link org.hailpost.mailbox.EventLog} what the bridge works on, {@link
 * org.hailpost.mailbox.ChangeFeed} how both learn of a commit. The implementation is {@code store};
 * a mailbox that lies elsewhere can be put behind the same interfaces.
 *
 * <p>Invariant: every change of an account's data has its own {@code seq} (= MODSEQ), assigned
 * under the account's row lock, so commit order is seq order and there are no gaps. Must not know:
 * SMTP, IMAP, the bridge, JDBC.
 */
@NullMarked
package org.hailpost.mailbox;

import org.jspecify.annotations.NullMarked;
