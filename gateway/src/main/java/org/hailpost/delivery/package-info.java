/**
 * Routes each recipient of a mail, and brings the mail into the mailboxes of those that are ours.
 *
 * <p>Called by SMTP (MX and submission) and by {@code live} for what a terminal sends. Invariant
 * (promises 1 and 2): an outcome {@link org.hailpost.delivery.Outcome.Stored} is given after the
 * commit; each account gets a mail once per transaction, whatever aliases led to it, and what
 * leaves by an alias is committed with it. Forwarding rewrites the envelope's sender and leaves the
 * content alone: no ARC is needed; two machines that answer each other through aliases are put off
 * after a handful of mails ({@link org.hailpost.delivery.Exchanges} says why people are not). Must
 * not know: SMTP replies, IMAP, terminals, JDBC.
 */
@NullMarked
package org.hailpost.delivery;

import org.jspecify.annotations.NullMarked;
