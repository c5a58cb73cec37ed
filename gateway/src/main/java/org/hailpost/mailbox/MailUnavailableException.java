package org.hailpost.mailbox;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached now; the same call may go through later. */
public class MailUnavailableException extends RuntimeException {
    public MailUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
