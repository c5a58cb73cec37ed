package org.hailpost.mailbox;

import java.time.Instant;
import java.util.List;
import org.hailpost.message.Attachment;
import org.hailpost.message.Party;
import org.jspecify.annotations.Nullable;

/**
 * A message as a conversation shows it.
 *
 * @param before quoted history above the text that was folded away; may be empty
 * @param text the readable text without quoted history
 * @param quoted the quoted history and signature that was folded away; may be empty
 * @param to the thread's parties for what the account wrote, else the account itself
 * @param state of what the account wrote: the least advanced of its parties; null if not followed
 * @param messageId the Message-ID header; null if it had none
 */
public record ThreadMessage(
        long id,
        long threadId,
        Instant at,
        boolean incoming,
        Party from,
        List<Party> to,
        NewMessage.Trust trust,
        String subject,
        String before,
        String text,
        String quoted,
        List<Attachment> attachments,
        @Nullable String messageId,
        boolean automatic,
        boolean seen,
        Event.@Nullable State state) {
    public ThreadMessage {
        to = List.copyOf(to);
        attachments = List.copyOf(attachments);
    }

    /** Whether some of the text was folded away. */
    public boolean folded() {
        return !before.isBlank() || !quoted.isBlank();
    }

    /** The text as it was written. */
    public String whole() {
        return before + text + quoted;
    }
}
