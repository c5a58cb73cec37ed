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
 * <p>A thread belongs to an account and its parties. A mail that answers goes where the message
 * lies that it cites, by In-Reply-To first and then by References from the newest, provided that
 * its author has been a party there ({@link org.hailpost.mailbox.Citations}); so parties may be
 * added and dropped in the course of a thread, and an account may have several with the same ones.
 * Every other mail goes to the conversation that was begun with exactly its parties, or begins one.
 * What a terminal says in a thread goes to those whom the newest mail in it names.
 *
 * <p>Invariant: every change of an account's data has its own {@code seq} (= MODSEQ), assigned
 * under the account's row lock, so commit order is seq order and there are no gaps. Must not know:
 * SMTP, IMAP, the bridge, JDBC.
 */
@NullMarked
package org.hailpost.mailbox;

import org.jspecify.annotations.NullMarked;
