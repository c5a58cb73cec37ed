package org.hailpost.delivery;

import org.hailpost.mailbox.Quotas;

/**
 * Why a recipient or a message is not accepted. The protocol that refuses maps it to its own codes,
 * in one place (SMTP: {@code SmtpReply}).
 */
public enum Refusal {
    UNKNOWN_MAILBOX,
    DISABLED_MAILBOX,
    FOREIGN_DOMAIN,
    /** The account has as much mail as it may have; its owner may delete some. */
    MAILBOX_FULL,
    /** The accounts of its domain have as much as they may have together. */
    DOMAIN_FULL,
    /** The mail alone is larger than what the account or its domain may have. */
    BEYOND_QUOTA,
    /** More than 50 Received fields (RFC 5321 §6.3). */
    TOO_MANY_HOPS,
    TOO_LARGE,
    /** Mail that breaks RFC 5322 in a way that deceives: several From fields. */
    BAD_HEADER,
    /** What a member submits has no From. */
    NO_AUTHOR,
    /** From or Sender of what a member submits is not an address of his. */
    NOT_THE_AUTHOR,
    /** As many mails have left today as the account may send. */
    MAILS_SPENT,
    /** As many new parties were written to today as the account may. */
    PARTIES_SPENT,
    /** The server that keeps the mailbox takes nothing for it. */
    MAILBOX_REFUSED,
    /** The server that keeps the mailbox cannot say now whether it takes it. */
    MAILBOX_SERVER_UNAVAILABLE,
    /** An alias leads to too many, or through too many others. */
    TOO_WIDE,
    /** As much as an alias or account may pass on in an hour was passed on. */
    FORWARDS_SPENT,
    /** Two elsewhere answer each other through aliases here too often, or too fast for people. */
    ANSWERS_SPENT,
    /** Has gone out from here to the same recipient, and nobody of those is here. */
    LOOP,
    /** Is for the return path of a mail that was forwarded, and no report of failure. */
    NO_REPORT,
    /** The store or the directory cannot be reached now. */
    STORE_UNAVAILABLE,
    /** The spool directory is full. */
    SPOOL_FULL;

    /** Why there is no room. */
    public static Refusal of(Quotas.Room room) {
        return switch (room) {
            case FULL -> MAILBOX_FULL;
            case DOMAIN_FULL -> DOMAIN_FULL;
            case NEVER -> BEYOND_QUOTA;
            case FREE -> throw new IllegalArgumentException("there is room");
        };
    }

    /** Whether the peer should try again later. */
    public boolean temporary() {
        return switch (this) {
            case MAILBOX_FULL,
                    DOMAIN_FULL,
                    MAILS_SPENT,
                    PARTIES_SPENT,
                    MAILBOX_SERVER_UNAVAILABLE,
                    FORWARDS_SPENT,
                    ANSWERS_SPENT,
                    STORE_UNAVAILABLE,
                    SPOOL_FULL ->
                    true;
            case UNKNOWN_MAILBOX,
                    DISABLED_MAILBOX,
                    FOREIGN_DOMAIN,
                    MAILBOX_REFUSED,
                    BEYOND_QUOTA,
                    TOO_MANY_HOPS,
                    TOO_LARGE,
                    BAD_HEADER,
                    NO_AUTHOR,
                    NOT_THE_AUTHOR,
                    TOO_WIDE,
                    LOOP,
                    NO_REPORT ->
                    false;
        };
    }
}
