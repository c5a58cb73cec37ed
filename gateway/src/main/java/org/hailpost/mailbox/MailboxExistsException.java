package org.hailpost.mailbox;

/** A mailbox of that name is there already. */
public class MailboxExistsException extends RuntimeException {
    public MailboxExistsException(String name) {
        super("mailbox exists: " + name);
    }
}
