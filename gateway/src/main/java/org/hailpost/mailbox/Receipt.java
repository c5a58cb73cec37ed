package org.hailpost.mailbox;

import java.util.List;

/**
 * Where a stored message lies.
 *
 * @param copies parallel to {@link NewMessage#copies}
 * @param repeated true if the message was stored before (see {@link NewMessage#request}): these are
 *     its old places, of which only the asker's own copy may be named
 */
public record Receipt(List<Stored> copies, boolean repeated) {
    public Receipt {
        copies = List.copyOf(copies);
    }

    /** One copy. */
    public record Stored(
            long accountId,
            long messageId,
            long threadId,
            long mailboxId,
            long uidValidity,
            long uid,
            long seq) {}
}
