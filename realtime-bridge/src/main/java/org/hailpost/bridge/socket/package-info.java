/**
 * The listener: TLS, a small HTTP surface, and the WebSocket at {@code /bridge} that carries frames
 * to and from sessions.
 *
 * <p>Called by the gateway's wiring, which gives it the sessions and its own HTTP routes.
 * Invariant: an event loop never blocks. It moves bytes, hands frames to the session's inbox and
 * routes to virtual threads; everything a peer can make it hold is bounded by {@link
 * org.hailpost.bridge.socket.SocketLimits}, the frame limit and the write watermarks.
 *
 * <p>Netty's types stay in this package. It knows nothing of accounts, events or mail.
 */
@NullMarked
package org.hailpost.bridge.socket;

import org.jspecify.annotations.NullMarked;
