package org.hailpost.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is reported of a mail to its sender, for {@link ReportComposer}.
 *
 * @param reporter the host name of who reports
 * @param to the mail's sender
 * @param envelopeId ENVID as the sender gave it, decoded; empty if it was not given
 * @param arrived when the mail came
 * @param recipients at least one
 * @param utf8 whether the mail's header is in UTF-8 (RFC 6532)
 */
public record ReportDraft(
        String reporter,
        Address to,
        String envelopeId,
        Instant arrived,
        List<Recipient> recipients,
        Returned returned,
        boolean utf8) {
    public ReportDraft {
        recipients = List.copyOf(recipients);
    }

    /** RFC 3464 §2.3.3; what its reader should hear of first comes first. */
    public enum Action {
        FAILED,
        DELAYED,
        RELAYED,
        /** Gone on to several whom an address stands for. */
        EXPANDED,
        DELIVERED
    }

    /**
     * What became of one recipient.
     *
     * @param original ORCPT as it was given, in xtext; empty if it was not
     * @param status enhanced status code (RFC 3463)
     * @param host who said so; empty if nobody was reached
     * @param diagnostic its reply, or our own words; one line
     * @param retryUntil when it is given up
     */
    public record Recipient(
            Address address,
            String original,
            Action action,
            String status,
            String host,
            String diagnostic,
            Optional<Instant> retryUntil) {}

    /**
     * What of the mail goes back.
     *
     * @param bytes the mail, or its beginning
     * @param whole whether it is all of it; else its header is taken out
     */
    @SuppressWarnings("ArrayRecordComponent") // wire bytes
    public record Returned(byte[] bytes, boolean whole) {}

    /** Whether it must be written with the types of RFC 6533. */
    public boolean needsUtf8() {
        return utf8
                || to.needsUtf8()
                || recipients.stream().anyMatch(recipient -> recipient.address().needsUtf8());
    }
}
