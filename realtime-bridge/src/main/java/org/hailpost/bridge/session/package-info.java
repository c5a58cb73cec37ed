/**
 * One terminal's session: hello, replay, window, acknowledgements, requests, and the ports through
 * which the bridge asks for what it does not know itself.
 *
 * <p>The socket hands frames in and carries frames out ({@link
 * org.hailpost.bridge.session.Outlet}); the gateway implements the ports ({@link
 * org.hailpost.bridge.session.Accounts}, {@link org.hailpost.bridge.session.ChangeLog}, {@link
 * org.hailpost.bridge.session.Conversations}, {@link org.hailpost.bridge.session.Blobs}) and wakes
 * sessions through their subscriptions.
 *
 * <p>Invariant: a session is serial. Whatever happens to it is put on its own bounded queue and run
 * by at most one virtual thread at a time; an idle session holds no thread. Only that thread writes
 * events, in seq order, and never more than the window ahead of the terminal's acknowledgements:
 * the log is the buffer.
 *
 * <p>It knows no Netty, HTTP, mail or SQL. Ports may block; they are called on virtual threads,
 * never on event loops.
 */
@NullMarked
package org.hailpost.bridge.session;

import org.jspecify.annotations.NullMarked;
