/**
 * Mail that leaves: the queue, its schedule, the handing over to other hosts, and what is reported
 * of it.
 *
 * <p>{@code delivery} and {@code live} give it mails as {@link org.hailpost.outbound.Outgoing} in
 * the transaction that stores everything else of them; from there on it answers for each recipient:
 * relayed, or reported as failed. Invariant: an attempt is written before it is made, and a
 * recipient leaves the queue in the transaction that writes what became of it. Must not know: SMTP
 * reception, IMAP, terminals, JDBC.
 */
@NullMarked
package org.hailpost.outbound;

import org.jspecify.annotations.NullMarked;
