package org.hailpost.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A mail for the outbound queue: committed in the transaction that stores its copies in mailboxes
 * of this gateway, whose content it shares.
 *
 * @param accountId the account that sends it; 0 if no account of ours does (forwarded mail,
 *     reports)
 * @param trace what goes out before the content: header fields, each with its CRLF
 * @param recipients at least one
 * @param mailboxes the server that keeps the mailboxes of all of them; empty if their domains say
 *     where they are
 * @param notBefore when the first attempt may be made
 * @param originIndex index in {@code NewMessage.copies} of the sender's own copy, or -1: what
 *     becomes of the mail is told there, party by party
 */
@SuppressWarnings("ArrayRecordComponent") // wire bytes on their way to the database
public record Outgoing(
        long accountId,
        OutgoingEnvelope envelope,
        List<Recipient> recipients,
        Optional<MailboxServer> mailboxes,
        byte[] trace,
        Instant notBefore,
        int originIndex) {
    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a mail that leaves has recipients");
        }
    }

    /** To where their domains lead. */
    public Outgoing(
            long accountId,
            OutgoingEnvelope envelope,
            List<Recipient> recipients,
            byte[] trace,
            Instant notBefore,
            int originIndex) {
        this(accountId, envelope, recipients, Optional.empty(), trace, notBefore, originIndex);
    }

    /** The same for some of its recipients. */
    public Outgoing to(List<Recipient> some) {
        return new Outgoing(accountId, envelope, some, mailboxes, trace, notBefore, originIndex);
    }
}
