package org.hailpost.smtp;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * Completes the header of a submitted message on its way to the spool (RFC 6409 §8): takes Bcc out,
 * and adds Date and Message-ID at its end if they are missing.
 */
final class SubmittedContent extends HeaderFilter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final Clock clock;
    private final String hostname;
    private boolean dated;
    private boolean identified;

    /**
     * @param hostname the right side of message ids
     */
    SubmittedContent(OutputStream out, Clock clock, String hostname) {
        super(out, hostname);
        this.clock = clock;
        this.hostname = hostname;
    }

    @Override
    boolean drops(String name) {
        dated |= name.equals("date");
        identified |= name.equals("message-id");
        return name.equals("bcc") || name.equals("resent-bcc");
    }

    /** An id that nobody can guess: whoever cites it has seen the message. */
    @Override
    byte[] added() {
        String fields =
                (dated ? "" : "Date: " + DATE.format(ZonedDateTime.now(clock)) + "\r\n")
                        + (identified
                                ? ""
                                : "Message-ID: <" + UUID.randomUUID() + "@" + hostname + ">\r\n");
        return fields.getBytes(StandardCharsets.US_ASCII);
    }
}
