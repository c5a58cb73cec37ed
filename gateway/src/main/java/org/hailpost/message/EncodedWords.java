package org.hailpost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Decodes RFC 2047 encoded words in a raw header value. Neighbours of one charset are joined as
 * bytes before they are decoded, for many programs cut characters in two. What is no valid word
 * stays as it is.
 */
public final class EncodedWords {
    private static final int MAX_WORD = 4096; // RFC 2047 §2 allows 75; many programs know no limit.

    private final String raw;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String pendingCharset = "";

    private EncodedWords(String raw) {
        this.raw = raw;
    }

    /**
     * Decodes what of a value is encoded.
     *
     * @param raw one byte per char, without line breaks
     */
    public static String decode(String raw) {
        if (!raw.contains("=?") && AddressSyntax.ascii(raw)) {
            return raw;
        }
        return new EncodedWords(raw).decode();
    }

    private String decode() {
        int plainFrom = 0;
        int at = raw.indexOf("=?");
        while (at >= 0) {
            int end = wordEnd(at);
            if (end < 0) {
                at = raw.indexOf("=?", at + 2);
                continue;
            }
            // White space between two encoded words is not part of the text, RFC 2047 §6.2.
            if (pending.size() == 0 || !raw.substring(plainFrom, at).isBlank()) {
                flush();
                plain(raw.substring(plainFrom, at));
            }
            word(at, end);
            plainFrom = end;
            at = raw.indexOf("=?", end);
        }
        flush();
        plain(raw.substring(plainFrom));
        return out.toString();
    }

    /** Index after {@code =?charset?X?text?=}; -1 if that is not what begins here. */
    private int wordEnd(int start) {
        int charsetEnd = raw.indexOf('?', start + 2);
        if (charsetEnd < 0
                || charsetEnd == start + 2
                || charsetEnd - start > 80
                || charsetEnd + 2 >= raw.length()) {
            return -1;
        }
        if (raw.charAt(charsetEnd + 2) != '?' || "bBqQ".indexOf(raw.charAt(charsetEnd + 1)) < 0) {
            return -1;
        }
        int end = raw.indexOf("?=", charsetEnd + 3, Math.min(raw.length(), start + MAX_WORD));
        return end < 0 ? -1 : end + 2;
    }

    private void word(int start, int end) {
        int charsetEnd = raw.indexOf('?', start + 2);
        String charset = raw.substring(start + 2, charsetEnd);
        int language = charset.indexOf('*'); // RFC 2231 §5
        charset =
                (language < 0 ? charset : charset.substring(0, language)).toLowerCase(Locale.ROOT);
        if (!charset.equals(pendingCharset)) {
            flush();
            pendingCharset = charset;
        }
        String text = raw.substring(charsetEnd + 3, end - 2);
        boolean base64 = (raw.charAt(charsetEnd + 1) | 0x20) == 'b';
        byte[] encoded = text.getBytes(StandardCharsets.ISO_8859_1);
        pending.writeBytes(base64 ? TransferDecoder.base64(encoded) : TransferDecoder.q(encoded));
    }

    private void flush() {
        if (pending.size() > 0) {
            byte[] bytes = pending.toByteArray();
            out.append(MailCharset.decode(bytes, bytes.length, pendingCharset));
            pending.reset();
        }
        pendingCharset = "";
    }

    private void plain(String text) {
        if (AddressSyntax.ascii(text)) {
            out.append(text);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            out.append(MailCharset.decode(bytes, bytes.length, ""));
        }
    }
}
