package org.hailpost.mailbox;

import java.util.List;

/**
 * The way in for what is filed by APPEND and REPLACE, and for a mail that comes with a report on
 * itself.
 */
public interface MessageFiling extends MessageIntake {
    /**
     * Stores several messages, all or none of them, in one transaction (MULTIAPPEND, reports of
     * success).
     *
     * @return parallel to the messages, whose UIDs ascend in this order
     */
    List<Receipt> storeAll(List<NewMessage> messages);

    /**
     * Stores a message and takes another out of its mailbox, both or neither (REPLACE).
     *
     * @throws MessageGoneException if the other is not there any more
     */
    Receipt replace(NewMessage message, Replaced replaced);

    /** A message that makes way, {@code \\Deleted} or not; in an account that gets a copy. */
    record Replaced(long accountId, long mailboxId, long uid) {}
}
