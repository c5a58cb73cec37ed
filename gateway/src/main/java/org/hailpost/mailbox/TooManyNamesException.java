package org.hailpost.mailbox;

/** An account has as many mailboxes, or subscriptions, as it may have; nothing was changed. */
public class TooManyNamesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code kind} of thing that is named. */
    public TooManyNamesException(String kind) {
        super("An account has at most " + MailboxStore.MOST_NAMES + ' ' + kind + " names");
    }
}
