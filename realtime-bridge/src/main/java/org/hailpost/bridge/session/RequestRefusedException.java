package org.hailpost.bridge.session;

import org.hailpost.bridge.frame.ErrorCode;

/**
 * A request that cannot be done, however often it is repeated, such as {@code not-found}. The
 * message goes to the terminal.
 */
public final class RequestRefusedException extends RuntimeException {
    private final ErrorCode code;

    public RequestRefusedException(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
