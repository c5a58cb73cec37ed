package org.hailpost.bridge.frame;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of the account, numbered without gaps by {@code seq}. Delivered at least once, in
 * order; to be acknowledged also when its kind is unknown.
 */
public sealed interface Event extends ServerFrame {
    long seq();

    /**
     * {@code message.new}: a message came into the thread, whichever way, the account's own
     * included.
     *
     * @param suggestedThread another thread that it seems to answer, by its sender and subject,
     *     though it cites nothing of it: to be shown, not to be acted upon
     */
    record MessageNew(long seq, String thread, Message message, @Nullable String suggestedThread)
            implements Event {}

    /** {@code message.state}: how a message of the account fares on its way to one party. */
    record MessageState(
            long seq,
            String thread,
            String message,
            String party,
            DeliveryState state,
            @Nullable String reason)
            implements Event {}

    /**
     * {@code message.flags}: the messages' flags now, without backslash, such as {@code seen}. One
     * change of a mail client may touch many messages at once.
     */
    record MessageFlags(long seq, List<Flagged> messages) implements Event {
        public MessageFlags {
            messages = Check.copy(messages);
        }

        /** A message and its flags now. */
        public record Flagged(String thread, String message, List<String> flags) {
            public Flagged {
                flags = Check.copy(flags);
            }
        }
    }

    /**
     * {@code thread.read}: everything up to {@code upTo} is read; {@code unread} messages are left.
     */
    record ThreadRead(long seq, String thread, String upTo, int unread) implements Event {}

    /** {@code message.removed}: the messages lie in no mailbox any more. */
    record MessageRemoved(long seq, List<Removed> messages) implements Event {
        public MessageRemoved {
            messages = Check.copy(messages);
        }

        /** A message that is gone. */
        public record Removed(String thread, String message) {}
    }

    /**
     * {@code mailbox.changed}: a mailbox was made, or changed in more messages than an event lists;
     * a terminal that shows it pages threads again.
     */
    record MailboxChanged(long seq, @Nullable String mailbox) implements Event {}

    /** A kind this version does not know: ignore, but acknowledge. */
    record Other(long seq, String kind) implements Event {}
}
