package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * A file that goes with a message: {@code blob} is {@code sha256:} and 64 hexadecimal digits of a
 * file that the account has uploaded. Without a name it is called {@code file}; without a type it
 * is {@code application/octet-stream}.
 */
public record SentBlob(String blob, @Nullable String name, @Nullable String type) {
    private static final String PREFIX = "sha256:";
    private static final int LENGTH = PREFIX.length() + 64;

    @JsonCreator
    public SentBlob {
        Check.present(blob, "blob");
        Check.that(isBlob(blob), "blob must be sha256: and 64 hexadecimal digits");
        Check.optionalLength(name, FrameLimits.FILE_NAME, "name");
        Check.optionalLength(type, FrameLimits.MEDIA_TYPE, "type");
    }

    /** A bare blob in place of an object. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SentBlob of(String blob) {
        return new SentBlob(blob, null, null);
    }

    private static boolean isBlob(String blob) {
        boolean shaped = blob.length() == LENGTH && blob.startsWith(PREFIX);
        for (int i = PREFIX.length(); shaped && i < LENGTH; i++) {
            char c = blob.charAt(i);
            shaped = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return shaped;
    }
}
