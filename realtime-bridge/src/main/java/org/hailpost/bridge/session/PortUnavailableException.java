package org.hailpost.bridge.session;

/**
 * What stands behind a port cannot be reached for now. Nothing was done; trying again later is
 * right.
 */
public final class PortUnavailableException extends RuntimeException {
    public PortUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
