package org.hailpost.store;

import org.hailpost.outbound.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * A mail on its way into the outbound queue.
 *
 * @param origin the sender's own copy
 */
record QueuedMail(long id, long contentId, Outgoing outgoing, @Nullable NewPlacement origin) {
    long originAccount() {
        return origin == null ? 0 : origin.copy.accountId();
    }

    long originMessage() {
        return origin == null ? 0 : origin.messageId;
    }
}
