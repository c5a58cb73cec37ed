package org.hailpost.mailbox;

import org.hailpost.account.Quota;

/**
 * Whether there is room for more mail. Blocks; {@link MailUnavailableException}.
 *
 * <p>What is asked here is a first look, so that a message is refused before its bytes are taken.
 * {@link MessageIntake} and {@link MailboxStore} look again when they write, exactly, and throw
 * {@link OverQuotaException}.
 */
public interface Quotas {
    /** What an account has and may have, now. */
    Quota of(long accountId);

    /**
     * Whether a message finds room in the account and its domain. May be a few seconds old; a
     * refusal is not older than an instant.
     *
     * @param octets the message's size; 0 if it is not known
     */
    Room room(long accountId, long octets);

    /** The answers. */
    enum Room {
        FREE,
        /** The account has too much already; its owner may delete some. */
        FULL,
        /** The accounts of the domain have too much together. */
        DOMAIN_FULL,
        /** The message alone is larger than what there may be. */
        NEVER
    }
}
