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
 * @param eightBit whether it has octets above 127
 * @param utf8 whether it needs SMTPUTF8 on its way
 */
public record Notice(
        OptionalLong accountId,
        Optional<MailboxServer> mailbox,
        Address to,
        Content content,
        boolean eightBit,
        boolean utf8) {}
