package org.hailpost.delivery;

/**
 * Why a recipient or a message is not accepted. The protocol that refuses maps it to its own codes,
 * in one place (SMTP: {@code SmtpReply}).
 */
public enum Refusal {
    UNKNOWN_MAILBOX,
    DISABLED_MAILBOX,
    FOREIGN_DOMAIN,
    /** More than 50 Received fields (RFC 5321 §6.3). */
    TOO_MANY_HOPS,
    TOO_LARGE,
    /** Mail that breaks RFC 5322 in a way that deceives: several From fields. */
    BAD_HEADER,
    /** The store or the directory cannot be reached now. */
    STORE_UNAVAILABLE,
    /** The spool directory is full. */
    SPOOL_FULL;

    /** Whether the peer should try again later. */
    public boolean temporary() {
        return this == STORE_UNAVAILABLE || this == SPOOL_FULL;
    }
}
