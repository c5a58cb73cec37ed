/**
 * Makes conversations live: the bridge's ports over accounts, mailboxes and delivery.
 *
 * <p>The bridge's sessions call it; it reads the change log and the threads, and sends what
 * terminals write through the same intake as any other mail. Invariant (promise 3): what happens to
 * a message because a terminal saw it follows an acknowledgement, never presence.
 *
 * <p>It must not know: SMTP, IMAP, JDBC, sockets.
 */
@NullMarked
package org.hailpost.live;

import org.jspecify.annotations.NullMarked;
