/**
 * The gateway's own HTTP routes, which the bridge's listener serves; for now those that tell a
 * supervisor whether the gateway lives and whether it is ready.
 *
 * <p>Called by {@code bridge.socket} on a virtual thread per request. Invariant: a route answers in
 * bounded time, whatever the database does, and says nothing about accounts. Must not know: SMTP,
 * IMAP, JDBC.
 */
@NullMarked
package org.hailpost.web;

import org.jspecify.annotations.NullMarked;
