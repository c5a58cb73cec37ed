package org.hailpost.mailbox;

/** The mailbox or account was removed meanwhile. */
public class MailboxGoneException extends RuntimeException {
    public MailboxGoneException(String message) {
        super(message);
    }
}
