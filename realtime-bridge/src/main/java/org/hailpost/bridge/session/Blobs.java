package org.hailpost.bridge.session;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: files on their way into messages, and those that messages hold. An account sees its own
 * only. May block, and may throw {@link PortUnavailableException} (nothing was done).
 */
public interface Blobs {
    /** The largest file that can be sent, in bytes. */
    long largest();

    /**
     * Announces a file of at most {@link #largest} bytes; empty if the account has no room for one
     * more until a message has taken others or they have expired.
     */
    Optional<Upload> begin(Principal principal, long length);

    /** Empty once it has expired or a message has taken it. */
    Optional<Upload> find(Principal principal, String id);

    /**
     * Adds what comes next, which is kept then; empty if the upload does not stand at the offset.
     */
    Optional<Upload> append(Principal principal, String id, long offset, byte[] piece);

    /**
     * A file that a message holds.
     *
     * @param path which part of it, as its {@link org.hailpost.bridge.frame.Attachment} says
     */
    Optional<Part> part(Principal principal, String message, String path);

    /**
     * A file on its way.
     *
     * @param received so many of its bytes are here
     * @param blob how a send names it, once it is here whole
     */
    record Upload(String id, long length, long received, Instant expires, @Nullable String blob) {}

    /**
     * A file in a message.
     *
     * @param name a bare file name
     * @param size exact
     */
    record Part(String name, String type, long size, Source source) {}

    /** Reads a range of a part. */
    @FunctionalInterface
    interface Source {
        InputStream open(long offset, long length) throws IOException;
    }
}
