package org.hailpost.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Completes the header of a submitted message on its way to the spool (RFC 6409 §8): adds Date and
 * Message-ID if they are missing, and takes Bcc out. Everything else stays byte for byte; a header
 * that is none, or is longer than 64 KiB, is left alone.
 */
final class SubmittedContent extends OutputStream {
    private static final int MAX_HEADER = 64 * 1024;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final OutputStream out;
    private final String traceId;
    private final Host host;
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private boolean passing;

    SubmittedContent(OutputStream out, String traceId, Host host) {
        this.out = out;
        this.traceId = traceId;
        this.host = host;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (passing) {
            out.write(bytes, offset, length);
            return;
        }
        header.write(bytes, offset, length);
        String text = header.toString(StandardCharsets.ISO_8859_1); // Byte for byte, both ways.
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        if (end >= 2 || text.startsWith("\r\n")) {
            pass(complete(text.substring(0, end)) + text.substring(end));
        } else if (header.size() > MAX_HEADER) {
            pass(text);
        }
    }

    /** The message is over; it may have had no body. */
    @Override
    public void flush() throws IOException {
        if (!passing) {
            pass(complete(header.toString(StandardCharsets.ISO_8859_1)));
        }
        out.flush();
    }

    private void pass(String text) throws IOException {
        passing = true;
        header.reset();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String complete(String fields) {
        StringBuilder kept = new StringBuilder(fields.length() + 128);
        boolean date = false;
        boolean messageId = false;
        boolean dropping = false;
        int next;
        for (int at = 0; at < fields.length(); at = next) {
            int lineEnd = fields.indexOf("\r\n", at);
            next = lineEnd < 0 ? fields.length() : lineEnd + 2;
            if (fields.charAt(at) != ' ' && fields.charAt(at) != '\t') {
                int colon = fields.indexOf(':', at);
                if (colon < 0 || colon >= next) {
                    return fields; // No field: where the body begins is not for us to guess.
                }
                String name = fields.substring(at, colon).strip().toLowerCase(Locale.ROOT);
                date |= name.equals("date");
                messageId |= name.equals("message-id");
                dropping = name.equals("bcc") || name.equals("resent-bcc");
            }
            if (!dropping) {
                kept.append(fields, at, next);
            }
        }
        return (date
                        ? ""
                        : "Date: "
                                + DATE.format(host.clock().instant().atZone(host.clock().getZone()))
                                + "\r\n")
                + (messageId
                        ? ""
                        : "Message-ID: <" + traceId + "@" + host.settings().hostname() + ">\r\n")
                + kept;
    }
}
