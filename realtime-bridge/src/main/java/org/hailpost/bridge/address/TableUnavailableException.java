package org.hailpost.bridge.address;

/** The table cannot be reached for now. */
public final class TableUnavailableException extends RuntimeException {
    public TableUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
