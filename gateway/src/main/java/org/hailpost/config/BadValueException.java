package org.hailpost.config;

/** A value is not what its key wants; the message says what would be right. */
final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
        super(message);
    }
}
