package org.hailpost.mailbox;

import java.time.Duration;

/**
 * What the files of one account may take that no mail has taken yet.
 *
 * @param maxFiles of an account
 * @param maxBytes of an account, counted as announced
 * @param expireAfter how long a file is kept after its last piece
 */
public record UploadLimits(int maxFiles, long maxBytes, Duration expireAfter) {
    public static final UploadLimits DEFAULTS =
            new UploadLimits(64, 200L << 20, Duration.ofHours(24));

    public UploadLimits {
        if (maxFiles < 1) {
            throw new IllegalArgumentException("maxFiles must be at least 1; found " + maxFiles);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1; found " + maxBytes);
        }
        if (!expireAfter.isPositive()) {
            throw new IllegalArgumentException("expireAfter must be longer than nothing");
        }
    }
}
