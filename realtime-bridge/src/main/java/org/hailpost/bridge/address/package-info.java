/**
 * The address mapping table: which terminals each account has open now, on which node, and what
 * they have acknowledged.
 *
 * <p>Sessions register, renew and remove their rows; delivery and the admin tools read. {@link
 * org.hailpost.bridge.address.InMemoryMappingTable} serves one node; the gateway's PostgreSQL table
 * serves many.
 *
 * <p>Invariant: at most one session owns the row of an (account, terminal). Every change but {@code
 * register} names the session and does nothing when another one owns the row by now. A row is a
 * hint, never the truth: only acknowledgements count, and a row whose lease has run out counts as
 * gone.
 *
 * <p>It knows no sockets, frames beyond {@link org.hailpost.bridge.frame.TerminalKind}, mail or
 * SQL. Calls may block; never call from an event loop.
 */
@NullMarked
package org.hailpost.bridge.address;

import org.jspecify.annotations.NullMarked;
