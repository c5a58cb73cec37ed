/**
 * What a mail is, apart from where it lies: addresses, content bytes, MIME structure, threading
 * keys, composing and tracing.
 *
 * <p>Called by everything that touches mail: {@code smtp} parses addresses and spools content,
 * {@code delivery} scans it once, {@code store} keeps what the scan found, {@code imap} serves
 * ranges of it.
 *
 * <p>Invariant: the bytes of a message are never changed. A {@link
 * org.hailpost.message.MessageScanner scan} only describes them, never fails on any bytes, and
 * takes bounded time and memory. Every text that leaves this package is free of NUL and unpaired
 * surrogates, every IMAP form is balanced.
 *
 * <p>It must not know any store, any protocol session or any account.
 */
@NullMarked
package org.hailpost.message;

import org.jspecify.annotations.NullMarked;
