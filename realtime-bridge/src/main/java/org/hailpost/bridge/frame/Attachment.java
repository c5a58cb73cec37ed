package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;

/**
 * An attachment of a message.
 *
 * @param blob {@code sha256:} and hexadecimal, where it is known
 * @param part which part of the message it is, such as {@code 2} or {@code 1.3}: it is got from
 *     {@code /messages/M77/parts/2}
 * @param size in bytes; an estimate until it is got
 * @param type the media type it claims
 */
public record Attachment(
        @Nullable String blob, @Nullable String part, String name, long size, String type) {}
