/**
 * Hands mails to other hosts: finds them, connects, speaks SMTP or LMTP as a client, and says what
 * came of it, recipient by recipient.
 *
 * <p>Called through {@link org.hailpost.outbound.Carrier} by whoever keeps the queue. Invariants:
 * whatever the other side does costs bounded memory and time and ends in a result for each
 * recipient; no line ending but CRLF goes out; once the end of a mail was sent, it is never sent
 * again in the same attempt. Must not know: the queue and its schedule, accounts, the store, what
 * listens here.
 */
@NullMarked
package org.hailpost.relay;

import org.jspecify.annotations.NullMarked;
