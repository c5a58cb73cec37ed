package org.hailpost.smtp;

/**
 * A command is not carried out; the reply says why. Thrown for control flow, so it has no stack
 * trace.
 */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SmtpReply reply;

    RefusedException(SmtpReply reply) {
        super(null, null, false, false);
        this.reply = reply;
    }

    SmtpReply reply() {
        return reply;
    }
}
