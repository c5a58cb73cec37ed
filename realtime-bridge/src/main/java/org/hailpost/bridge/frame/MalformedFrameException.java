package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;

/** Bytes that are no valid frame. The message names the fault and quotes nothing the peer said. */
public final class MalformedFrameException extends Exception {
    private final @Nullable Long request;

    MalformedFrameException(String message, @Nullable Long request) {
        super(message);
        this.request = request;
    }

    /** The number of the request, when the frame was JSON and had one: it can be answered. */
    public @Nullable Long request() {
        return request;
    }
}
