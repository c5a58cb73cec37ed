package org.hailpost.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Takes fields out of the header of a message on its way to the spool, and may add some at its end.
 * Everything else stays byte for byte, also a line that is no field.
 *
 * <p>Taken out is what others say in our name (RFC 8601 §5): an Authentication-Results with our
 * host name would be believed by whoever reads the mail here.
 *
 * <p>A line is held back only until it is known what it is, so that a header of any length is
 * looked at once and never kept. Owned by the session's thread.
 */
class HeaderFilter extends OutputStream {
    /** Longer than the names that matter, with white space before the colon (RFC 5322 §4.5). */
    private static final int MAX_NAME = 64;

    /** Whoever hides the name of the host behind comments longer than that has a reason. */
    private static final int MAX_HELD = 1000;

    private enum At {
        LINE_BEGIN,
        /** In an Authentication-Results, before it is known whose. */
        RESULTS,
        FIELD,
        BODY
    }

    private final OutputStream out;
    private final String hostname;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(MAX_NAME);
    private AuthservId whose = new AuthservId();
    private At at = At.LINE_BEGIN;
    private boolean dropping;

    /**
     * @param hostname ours, the authserv-id that nobody else may use
     */
    HeaderFilter(OutputStream out, String hostname) {
        this.out = out;
        this.hostname = hostname;
    }

    /**
     * Whether a field goes.
     *
     * @param name in lower case
     */
    boolean drops(String name) {
        return false;
    }

    /** Fields for the end of the header, each with its CRLF. */
    byte[] added() {
        return new byte[0];
    }

    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int next = offset;
        while (next < end && at != At.BODY) {
            next =
                    switch (at) {
                        case LINE_BEGIN -> begin(bytes, next, end);
                        case RESULTS -> readResults(bytes, next, end);
                        case FIELD, BODY -> goOn(bytes, next, end);
                    };
        }
        out.write(bytes, next, end - next);
    }

    /** The message is over; it may have had no body. */
    @Override
    public final void flush() throws IOException {
        if (at != At.BODY) {
            held.writeTo(out);
            out.write(added());
            at = At.BODY;
        }
        out.flush();
    }

    /** Takes of a line's beginning what it needs to tell what the line is. */
    private int begin(byte[] bytes, int from, int end) throws IOException {
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            held.write(b);
            if (held.size() == 1 && (b == ' ' || b == '\t')) {
                decide(dropping); // the field goes on
            } else if (b == '\n') {
                endShortLine();
            } else if (b == ':') {
                decide(name());
            } else if (held.size() == MAX_NAME) {
                decide(false);
            } else {
                continue;
            }
            return i + 1;
        }
        return end;
    }

    private void decide(String name) throws IOException {
        if (name.equals("authentication-results")) {
            whose = new AuthservId();
            at = At.RESULTS;
        } else {
            decide(drops(name));
        }
    }

    private void decide(boolean drop) throws IOException {
        dropping = drop;
        at = At.FIELD;
        if (!dropping) {
            held.writeTo(out);
        }
        held.reset();
    }

    /** A line that ended before it was a field: the empty one is the header's end. */
    private void endShortLine() throws IOException {
        boolean over = held.size() == 2;
        if (over) {
            out.write(added());
        }
        decide(false);
        at = over ? At.BODY : At.LINE_BEGIN;
    }

    private int readResults(byte[] bytes, int from, int end) throws IOException {
        boolean lineBegins = whose.atLineBegin();
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (lineBegins && b != ' ' && b != '\t') { // the field ended and named nobody
                decide(false);
                at = At.LINE_BEGIN;
                return i;
            }
            held.write(b);
            whose.take(b);
            lineBegins = whose.atLineBegin();
            if (whose.complete() || held.size() == MAX_HELD) {
                decide(!whose.complete() || whose.is(hostname));
                at = b == '\n' ? At.LINE_BEGIN : At.FIELD;
                return i + 1;
            }
        }
        return end;
    }

    private int goOn(byte[] bytes, int from, int end) throws IOException {
        int to = from;
        while (to < end && bytes[to] != '\n') {
            to++;
        }
        if (to < end) {
            to++;
            at = At.LINE_BEGIN;
        }
        if (!dropping) {
            out.write(bytes, from, to - from);
        }
        return to;
    }

    private String name() {
        String name = held.toString(StandardCharsets.ISO_8859_1);
        return name.substring(0, name.length() - 1).strip().toLowerCase(Locale.ROOT);
    }
}
