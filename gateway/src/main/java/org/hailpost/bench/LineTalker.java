package org.hailpost.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A talker of a protocol of lines: SMTP, LMTP, IMAP. */
abstract class LineTalker implements Talker {
    private static final int LONGEST = 1 << 20;

    private final StringBuilder begun = new StringBuilder();

    /** A line, without its end. */
    abstract void line(Wire wire, String line);

    @Override
    public void received(Wire wire, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int end = end(bytes);
            if (end < 0) {
                begun.append(StandardCharsets.ISO_8859_1.decode(bytes));
                if (begun.length() > LONGEST) {
                    throw new IllegalStateException("a line of more than " + LONGEST);
                }
                return;
            }
            byte[] part = new byte[end - bytes.position()];
            bytes.get(part);
            bytes.get();
            String text = new String(part, StandardCharsets.ISO_8859_1);
            if (!begun.isEmpty()) {
                text = begun.append(text).toString();
                begun.setLength(0);
            }
            line(wire, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
    }

    private static int end(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
