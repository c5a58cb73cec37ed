package org.hailpost.app;

/** The command was understood and could not be done; the message says why. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
