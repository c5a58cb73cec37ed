/**
 * Registered IDs: accounts, their secrets, and how an address leads to an account.
 *
 * <p>Called by every protocol that asks "who is this?" or "is this address ours?". Invariant: a
 * refused login says the same, in the same time, whether the account exists or not. Must not know:
 * protocols, mailboxes, JDBC.
 */
@NullMarked
package org.hailpost.account;

import org.jspecify.annotations.NullMarked;
