/**
 * The SMTP listeners: the MX, and submission for our own members.
 *
 * <p>Called by {@code app}, which starts and stops them; calls {@code delivery} for every recipient
 * and every message, {@code account} for who may log in and write as whom. SubEthaSMTP accepts
 * connections and holds the table of commands; commands, line reading, replies and limits are ours
 * ({@link org.hailpost.smtp.Conversation} says why).
 *
 * <p>Invariant (promises 1, 5, 6): 250 after DATA is written only once delivery has answered that
 * the message is kept; bytes of a refused message are never run as commands; whatever a peer does
 * costs a bounded amount of memory and time. Invariant (promise 4): a message is kept byte for
 * byte, but for the Authentication-Results that others wrote in our name ({@link
 * org.hailpost.smtp.HeaderFilter}). FUTURERELEASE (RFC 4865) is not offered: what is held back for
 * the outside could wait in the outbound queue, but for recipients here nothing holds a mail, and a
 * parameter of MAIL holds for all recipients. Must not know: mailboxes, the store, terminals.
 */
@NullMarked
package org.hailpost.smtp;

import org.jspecify.annotations.NullMarked;
