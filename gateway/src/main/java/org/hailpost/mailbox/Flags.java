package org.hailpost.mailbox;

/**
 * The flags of a message in a mailbox, as bits of a {@code long} (RFC 9051 §2.3.2).
 *
 * <p>Bits 0–4 are the system flags; bits 8–62 are the mailbox's keywords, in the order of {@link
 * Mailbox#keywords}. {@code \Recent} is not stored: it belongs to a session (see {@link
 * MailboxStore#claimRecent}).
 */
public final class Flags {
    public static final long SEEN = 1;
    public static final long ANSWERED = 1 << 1;
    public static final long FLAGGED = 1 << 2;
    public static final long DELETED = 1 << 3;
    public static final long DRAFT = 1 << 4;

    /** All system flags that a client may store. */
    public static final long SYSTEM = SEEN | ANSWERED | FLAGGED | DELETED | DRAFT;

    public static final int FIRST_KEYWORD_BIT = 8;
    public static final int KEYWORD_LIMIT = 55;

    private Flags() {}

    /** The bit of the keyword at {@code index} of the mailbox's keyword list. */
    public static long keyword(int index) {
        if (index < 0 || index >= KEYWORD_LIMIT) {
            throw new IllegalArgumentException("keyword index " + index);
        }
        return 1L << (FIRST_KEYWORD_BIT + index);
    }

    public static boolean isSet(long flags, long flag) {
        return (flags & flag) != 0;
    }
}
