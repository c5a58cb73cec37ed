package org.hailpost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.hailpost.message.Content;

/** Whether a message's header is an internationalised one (RFC 6532). */
final class HeaderCharset {
    /** What is beyond says nothing new. */
    private static final int LIMIT = 1024 * 1024;

    private HeaderCharset() {}

    /** Whether it has UTF-8 that is not ASCII. */
    static boolean isUtf8(Content content, long headerSize) throws IOException {
        byte[] header;
        try (InputStream in = content.open(0, Math.min(headerSize, LIMIT))) {
            header = in.readAllBytes();
        }
        boolean ascii = true;
        for (byte b : header) {
            ascii &= b >= 0;
        }
        return !ascii && decodes(header);
    }

    private static boolean decodes(byte[] octets) {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
