package org.hailpost.message;

import org.jspecify.annotations.Nullable;

/**
 * One entry of an address field in the four strings of an IMAP address (RFC 9051 §7.5.2), raw.
 *
 * <p>No host: the beginning of a group if it has a local part, its end if not. A broken address has
 * an empty host instead, never none.
 */
record RawMailbox(
        @Nullable String name,
        @Nullable String route,
        @Nullable String localPart,
        @Nullable String host) {
    static final RawMailbox GROUP_END = new RawMailbox(null, null, null, null);

    static RawMailbox groupStart(String name) {
        return new RawMailbox(null, null, name, null);
    }
}
