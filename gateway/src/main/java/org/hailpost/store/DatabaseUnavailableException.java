package org.hailpost.store;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be opened at start. The message is written for the person who starts the
 * gateway; the stack trace adds nothing to it.
 */
public class DatabaseUnavailableException extends RuntimeException {
    DatabaseUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    DatabaseUnavailableException(String message) {
        this(message, null);
    }
}
