package org.hailpost.outbound;

/** The mailbox that a report is for is gone or full. */
public final class NoticeUndeliverableException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoticeUndeliverableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
