package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;

/**
 * An attachment: {@code blob} is {@code sha256:} and hexadecimal, {@code size} in bytes, {@code
 * type} the media type it claims.
 */
public record Attachment(@Nullable String blob, String name, long size, String type) {}
