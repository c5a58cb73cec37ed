package org.hailpost.message;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a machine says about a mail of somebody: a delivery status notification (RFC 3464, RFC 6533)
 * or a message disposition notification (RFC 8098). It may be forged: whoever uses it checks that
 * the mail was sent, and to whom.
 *
 * @param messageId Message-ID of the mail it is about, from what was returned of it; null if it
 *     does not say
 * @param envelopeId ENVID the mail was sent with; null if it does not say
 */
public record DeliveryReport(
        @Nullable String messageId, @Nullable String envelopeId, List<Recipient> recipients) {
    public DeliveryReport {
        recipients = List.copyOf(recipients);
    }

    /** RFC 3461 §4.4. */
    private static final int MAX_ENVELOPE_ID = 100;

    /**
     * The ENVID for a mail that we write: its Message-ID without the brackets, so that a report
     * which returns nothing of the mail still says which it is about. Empty if it is too long.
     */
    public static String envelopeId(@Nullable String messageId) {
        if (messageId == null) {
            return "";
        }
        String id = messageId.substring(1, messageId.length() - 1);
        return Xtext.encode(id).length() <= MAX_ENVELOPE_ID ? id : "";
    }

    /** Message-IDs of the mail that it may be about, the likelier first. */
    public List<String> messageIds() {
        return Stream.of(messageId, envelopeId == null ? null : "<" + envelopeId + ">")
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What became of it. */
    public enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED,
        EXPANDED,
        /** Of a disposition notification: somebody has seen it. */
        DISPLAYED
    }

    /**
     * What became of it for one recipient.
     *
     * @param original the address as the sender gave it; null if it does not say
     * @param address the address it had in the end; null if it does not say
     * @param status such as {@code 5.1.1} (RFC 3463); empty if there is none
     * @param diagnostic the remote's words; empty if there are none
     */
    public record Recipient(
            @Nullable Address original,
            @Nullable Address address,
            Action action,
            String status,
            String diagnostic) {
        /** Status and diagnostic, on one line. */
        public String reason() {
            // "5.1.1 550 5.1.1 no such user" says nothing that the diagnostic does not.
            return diagnostic.contains(status) ? diagnostic : (status + " " + diagnostic).strip();
        }
    }
}
