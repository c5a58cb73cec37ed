package org.hailpost.message;

/**
 * A part that is offered as a file.
 *
 * @param partPath IMAP section, such as {@code 2} or {@code 1.3}: resolves in the {@link PartIndex}
 * @param name a bare file name, safe to show and to save: no path, no control or direction-turning
 *     characters
 * @param type lower-case media type, such as {@code image/png}
 * @param size octets when decoded; for base64 exact only if its lines are full ones
 */
public record Attachment(String partPath, String name, String type, long size) {}
