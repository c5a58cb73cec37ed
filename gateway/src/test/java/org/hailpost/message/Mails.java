package org.hailpost.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Mails for tests: written with bare line feeds, one byte per char. */
final class Mails {
    private Mails() {}

    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static ScannedMessage scan(String text) {
        return scan(bytes(text));
    }

    static ScannedMessage scan(byte[] bytes) {
        try {
            return MessageScanner.scan(Content.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String envelope(String text) {
        return latin1(scan(text).envelope());
    }

    static String structure(String text) {
        return latin1(scan(text).bodyStructure());
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
