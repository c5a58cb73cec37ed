package org.hailpost.outbound;

import java.time.Instant;
import java.util.List;

/**
 * A mail for the outbound queue: committed in the transaction that stores its copies in mailboxes
 * of this gateway, whose content it shares.
 *
 * @param accountId the account that sends it; 0 if no account of ours does (forwarded mail,
 *     reports)
 * @param trace what goes out before the content: header fields, each with its CRLF
 * @param recipients at least one
 * @param notBefore when the first attempt may be made
 * @param originIndex index in {@code NewMessage.copies} of the sender's own copy, or -1: what
 *     becomes of the mail is told there, party by party
 */
@SuppressWarnings("ArrayRecordComponent") // wire bytes on their way to the database
public record Outgoing(
        long accountId,
        OutgoingEnvelope envelope,
        List<Recipient> recipients,
        byte[] trace,
        Instant notBefore,
        int originIndex) {
    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a mail that leaves has recipients");
        }
    }
}
