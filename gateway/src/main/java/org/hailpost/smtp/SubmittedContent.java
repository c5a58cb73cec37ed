package org.hailpost.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * Completes the header of a submitted message on its way to the spool (RFC 6409 §8): takes Bcc out,
 * and adds Date and Message-ID at its end if they are missing. Everything else stays byte for byte,
 * also a line that is no field.
 *
 * <p>A line is held back only until its field's name is known, so that a header of any length is
 * looked at once and never kept. Owned by the session's thread.
 */
final class SubmittedContent extends OutputStream {
    /** Longer than the names that matter, with white space before the colon (RFC 5322 §4.5). */
    private static final int MAX_NAME = 64;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final OutputStream out;
    private final Clock clock;
    private final String hostname;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream(MAX_NAME);
    private boolean undecided = true;
    private boolean dropping;
    private boolean dated;
    private boolean identified;
    private boolean inBody;

    /**
     * @param hostname the right side of message ids
     */
    SubmittedContent(OutputStream out, Clock clock, String hostname) {
        this.out = out;
        this.clock = clock;
        this.hostname = hostname;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        while (at < end && !inBody) {
            at = undecided ? begin(bytes, at, end) : goOn(bytes, at, end);
        }
        out.write(bytes, at, end - at);
    }

    /** The message is over; it may have had no body. */
    @Override
    public void flush() throws IOException {
        if (!inBody) {
            start.writeTo(out);
            out.write(missing());
            inBody = true;
        }
        out.flush();
    }

    /** Takes of a line's beginning what it needs to tell what the line is. */
    private int begin(byte[] bytes, int from, int end) throws IOException {
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            start.write(b);
            if (start.size() == 1 && (b == ' ' || b == '\t')) {
                decide(dropping); // the field goes on
            } else if (b == '\n') {
                endShortLine();
            } else if (b == ':') {
                decide(isBcc(name()));
            } else if (start.size() == MAX_NAME) {
                decide(false);
            } else {
                continue;
            }
            return i + 1;
        }
        return end;
    }

    private void decide(boolean drop) throws IOException {
        dropping = drop;
        undecided = false;
        if (!dropping) {
            start.writeTo(out);
        }
        start.reset();
    }

    /** A line that ended before it was a field: the empty one is the header's end. */
    private void endShortLine() throws IOException {
        if (start.size() == 2) {
            out.write(missing());
            inBody = true;
        }
        decide(false);
        undecided = true;
    }

    private int goOn(byte[] bytes, int from, int end) throws IOException {
        int to = from;
        while (to < end && bytes[to] != '\n') {
            to++;
        }
        if (to < end) {
            to++;
            undecided = true;
        }
        if (!dropping) {
            out.write(bytes, from, to - from);
        }
        return to;
    }

    private String name() {
        String name = start.toString(StandardCharsets.ISO_8859_1);
        return name.substring(0, name.length() - 1).strip().toLowerCase(Locale.ROOT);
    }

    private boolean isBcc(String name) {
        dated |= name.equals("date");
        identified |= name.equals("message-id");
        return name.equals("bcc") || name.equals("resent-bcc");
    }

    /** An id that nobody can guess: whoever cites it has seen the message. */
    private byte[] missing() {
        String fields =
                (dated ? "" : "Date: " + DATE.format(ZonedDateTime.now(clock)) + "\r\n")
                        + (identified
                                ? ""
                                : "Message-ID: <" + UUID.randomUUID() + "@" + hostname + ">\r\n");
        return fields.getBytes(StandardCharsets.US_ASCII);
    }
}
