package org.hailpost.mailbox;

import java.util.List;

/**
 * What becomes of the mailbox copy of a message that a terminal has acknowledged ({@code
 * delivery.pushed-copy}). Only copies that lie in INBOX are touched: what the user has filed stays.
 */
public interface PushedCopies {
    /** Moves the messages from INBOX to the mailbox {@link Role#LIVE}. */
    void archive(long accountId, List<Long> messageIds);

    /** Expunges the messages from INBOX; they stay in their conversations. */
    void drop(long accountId, List<Long> messageIds);

    /** Which of these are copies of a message that another account here sent. */
    List<Origin> origins(long accountId, List<Long> messageIds);

    /**
     * A message and the sender's own copy of it.
     *
     * @param party the address of the account that received it, as the sender's state shows it
     */
    record Origin(long messageId, long originAccountId, long originMessageId, String party) {}
}
