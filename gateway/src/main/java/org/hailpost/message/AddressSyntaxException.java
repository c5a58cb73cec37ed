package org.hailpost.message;

/**
 * The text is not a mailbox of RFC 5321 §4.1.2; the message says why, without line breaks, fit for
 * a reply.
 */
public final class AddressSyntaxException extends IllegalArgumentException {
    public AddressSyntaxException(String message) {
        super(message);
    }
}
