package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.Optional;
import org.hailpost.bridge.frame.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The gateway's answer was no. Nothing was done, unless the code says that this is unknown. */
public final class RequestFailedException extends RuntimeException {
    private final ErrorCode code;
    private final boolean temporary;
    private final @Nullable Duration retryAfter;

    RequestFailedException(
            ErrorCode code, boolean temporary, @Nullable Duration retryAfter, String detail) {
        super(detail);
        this.code = code;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed later. A send is repeated with the same clientId. */
    public boolean temporary() {
        return temporary;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
