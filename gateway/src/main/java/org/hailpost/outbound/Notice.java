package org.hailpost.outbound;

import java.util.Optional;
import java.util.OptionalLong;
import org.hailpost.message.Address;
import org.hailpost.message.Content;

/**
 * A report to a mail's sender (RFC 3464), ready to be delivered.
 *
 * @param accountId the sender's account; empty if its mailbox is elsewhere
 * @param mailbox the server that keeps the sender's mailbox, if it is known
 * @param envelope for the way there, with the null sender; has to go over TLS if the mail had to
 */
public record Notice(
        OptionalLong accountId,
        Optional<MailboxServer> mailbox,
        Address to,
        Content content,
        OutgoingEnvelope envelope) {}
