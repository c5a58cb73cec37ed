package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one message, immutable, readable any number of times and by several threads at once.
 *
 * <p>Close it to free the spool file behind it; streams opened before then fail.
 */
public sealed interface Content extends AutoCloseable
        permits MemoryContent, SpooledContent, RangedContent {
    /** The given bytes, which the caller must not change any more. */
    static Content of(byte[] bytes) {
        return new MemoryContent(bytes);
    }

    /** What lies elsewhere, where it stays when this is closed. */
    static Content of(long size, Source source) {
        return new RangedContent(size, source);
    }

    /** Reads a range that lies within the content. */
    @FunctionalInterface
    interface Source {
        InputStream open(long offset, long length) throws IOException;
    }

    /** Octets. */
    long size();

    /** All bytes from the start. */
    default InputStream open() throws IOException {
        return open(0, size());
    }

    /** The bytes of a range; what of it lies outside the content is left out. */
    InputStream open(long offset, long length) throws IOException;

    /** All bytes in memory: for contents that are known to be small. */
    default byte[] bytes() throws IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    @Override
    void close();
}
