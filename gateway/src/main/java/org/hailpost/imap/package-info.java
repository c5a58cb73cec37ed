/**
 * The IMAP server (RFC 3501 with extensions): mail clients read, flag, search and file an account's
 * mail.
 *
 * <p>Wired and started by {@code app}; works on {@link org.hailpost.mailbox.MailboxStore}, the
 * shared {@link org.hailpost.mailbox.MailboxIndexes} and, for APPEND, {@link
 * org.hailpost.mailbox.MessageIntake}. One virtual thread per connection runs plain blocking code:
 * {@link org.hailpost.imap.CommandReader} takes a whole command within its byte budget, {@link
 * org.hailpost.imap.CommandTable} finds its row, one class per command answers.
 *
 * <p>Invariants: commands run strictly in order; sequence numbers change only where RFC 9051 §7.5.1
 * lets them; a peer costs bounded memory; no socket write on the change feed's thread, none under a
 * lock. Must not know: SMTP, the bridge, JDBC.
 */
@NullMarked
package org.hailpost.imap;

import org.jspecify.annotations.NullMarked;
