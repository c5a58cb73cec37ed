/**
 * The only package that speaks JDBC: the pooled database, its migrations, the embedded PostgreSQL,
 * and the classes that keep mail in it.
 *
 * <p>Called by the wiring in {@code app}, which hands its implementations to the packages that
 * state what they need as interfaces. Invariant: what a method reports as written is committed with
 * {@code synchronous_commit=on}; what it throws on is either rolled back or, when the connection
 * broke during the commit, in doubt and to be tried again. A failure of the database is a {@link
 * StoreUnavailableException}, any other a {@link StoreException}; no {@code SQLException} leaves.
 *
 * <p>It must not know SMTP, IMAP, HTTP or frames.
 */
@NullMarked
package org.hailpost.store;

import org.jspecify.annotations.NullMarked;
