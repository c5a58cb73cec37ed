package org.hailpost.message;

import java.io.IOException;

/**
 * More bytes were written than the spool may take: the peer's fault (552 5.3.4), unlike a full
 * disk, which is ours.
 */
public final class ContentTooLargeException extends IOException {
    private final long limit;

    public ContentTooLargeException(long limit) {
        super("content is larger than " + limit + " octets");
        this.limit = limit;
    }

    /** Octets. */
    public long limit() {
        return limit;
    }
}
