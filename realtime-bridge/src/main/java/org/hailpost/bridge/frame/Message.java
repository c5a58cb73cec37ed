package org.hailpost.bridge.frame;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as a terminal shows it: plain text only, never markup.
 *
 * @param text the body as text, cut at {@link FrameLimits#MESSAGE_TEXT}
 * @param textCut whether there is more text than this
 * @param quoteFolded whether the quoted history was left out of the text
 * @param messageId the Message-ID header with its angle brackets
 * @param automatic whether a machine or a list sent it: answers to it may reach nobody, or many
 * @param seen whether the account has read it
 * @param state of an outgoing message, the least advanced of its parties
 */
public record Message(
        String id,
        Instant at,
        Party from,
        List<Party> to,
        String subject,
        String text,
        boolean textCut,
        boolean quoteFolded,
        List<Attachment> attachments,
        @Nullable String messageId,
        boolean automatic,
        boolean seen,
        @Nullable DeliveryState state) {
    public Message {
        Check.present(id, "message.id");
        Check.present(at, "message.at");
        Check.present(from, "message.from");
        to = Check.copy(to);
        subject = subject == null ? "" : subject;
        text = text == null ? "" : text;
        attachments = Check.copy(attachments);
    }
}
