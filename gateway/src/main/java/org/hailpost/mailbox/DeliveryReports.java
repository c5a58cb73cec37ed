package org.hailpost.mailbox;

import org.hailpost.message.DeliveryReport;

/** Applies what machines report to the messages it is about. */
@FunctionalInterface
public interface DeliveryReports {
    /**
     * Writes the states that a report tells of, if it is about a message that the account has sent,
     * and to these recipients: anybody can write a report. Blocks; doing it twice changes nothing.
     *
     * @return whether it was about such a message
     * @throws MailUnavailableException if the store cannot be reached
     */
    boolean apply(long accountId, DeliveryReport report);
}
