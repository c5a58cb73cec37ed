package org.hailpost.store;

import org.hailpost.mailbox.NewMessage;
import org.hailpost.message.Content;

/**
 * The bytes of a message on their way through {@link IntakeBatch}, shared by its copies and by what
 * of it leaves.
 *
 * @param amongMany whether it is one of several that are stored as one
 */
@SuppressWarnings("ArrayRecordComponent") // a digest on its way to the database
record NewContent(NewMessage message, byte[] sha256, long id, boolean amongMany) {
    Content content() {
        return message.content();
    }

    /** How many rows show it. */
    int references() {
        return message.copies().size() + message.outgoing().size();
    }
}
