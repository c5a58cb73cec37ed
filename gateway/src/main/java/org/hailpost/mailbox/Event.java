package org.hailpost.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of an account's change log.
 *
 * @param threadId the thread it belongs to; 0 for none
 */
public record Event(long seq, long threadId, Kind kind) {

    /** What happened. */
    public sealed interface Kind {}

    /**
     * A message came into the account; null if it was removed since.
     *
     * @param suggestedThread the conversation that it seems to answer though it cites nothing of
     *     it; 0 for none
     */
    public record MessageNew(@Nullable ThreadMessage message, long suggestedThread)
            implements Kind {}

    /** The way of a message that the account sent, for one party. */
    public record MessageState(long messageId, String party, State state, String reason)
            implements Kind {}

    /** Flags of messages changed. */
    public record MessageFlags(List<Flagged> messages) implements Kind {
        public MessageFlags {
            messages = List.copyOf(messages);
        }

        /** A message and its system flags after the change. */
        public record Flagged(long messageId, long threadId, long flags) {}
    }

    /** A terminal read a thread up to and with a message. */
    public record ThreadRead(long upToMessageId) implements Kind {}

    /** Messages left their last mailbox. */
    public record MessageRemoved(List<Removed> messages) implements Kind {
        public MessageRemoved {
            messages = List.copyOf(messages);
        }

        /** A message that is gone. */
        public record Removed(long messageId, long threadId) {}
    }

    /**
     * Something else about a mailbox, or more than an event can list: made, copied, moved; 0 if it
     * is about none of them: a subscription, the account's own annotations.
     */
    public record MailboxChanged(long mailboxId) implements Kind {}

    /** How far a sent message has come. */
    public enum State {
        QUEUED,
        RELAYED,
        PUSHED,
        DISPLAYED,
        DEFERRED,
        BOUNCED
    }
}
