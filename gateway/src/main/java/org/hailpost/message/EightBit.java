package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where a message has octets above 127.
 *
 * @param header in its top header: text in UTF-8 (RFC 6532), or what old programs write there
 * @param body behind it
 */
public record EightBit(boolean header, boolean body) {
    private static final int BLOCK = 16 * 1024;

    /**
     * Looks at all of it, up to the first such octet of the body.
     *
     * @param headerSize octets of the header
     */
    public static EightBit of(Content content, long headerSize) throws IOException {
        return new EightBit(
                any(content, 0, headerSize), any(content, headerSize, content.size() - headerSize));
    }

    private static boolean any(Content content, long offset, long length) throws IOException {
        byte[] block = new byte[Math.clamp(length, 1, BLOCK)];
        try (InputStream in = content.open(offset, length)) {
            for (int count; (count = in.read(block)) > 0; ) {
                for (int i = 0; i < count; i++) {
                    if (block[i] < 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
