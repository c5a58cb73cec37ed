package org.hailpost.mailbox;

/**
 * The one way in for a message, whichever way it came: SMTP, submission, APPEND or terminal.
 *
 * <p>Invariant (promise 1): when {@link #store} returns, content and metadata of all copies are
 * committed with fsync; when it throws, nothing of the message remains.
 */
public interface MessageIntake {
    /**
     * Stores all copies in one transaction, and blocks until it is committed.
     *
     * @throws MailUnavailableException if it could not be committed within the deadline
     * @throws MailboxGoneException if a copy's mailbox does not exist
     * @throws OverQuotaException if there is no room for one of the copies
     */
    Receipt store(NewMessage message);
}
