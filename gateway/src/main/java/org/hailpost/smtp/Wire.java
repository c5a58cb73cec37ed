package org.hailpost.smtp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.hailpost.tls.TlsContexts;

/**
 * The bytes of one connection: command lines in, replies out. Owned by the session's thread.
 *
 * <p>Replies wait until the peer's pipelined commands are used up and we would have to wait for
 * more, so a group of commands is answered in one packet (RFC 2920 §3.2). In between commands only
 * a small buffer is held, for there are many idle sessions; {@link #content} swaps in a large one.
 */
final class Wire {
    private static final int CONTENT_BUFFER = 32 * 1024;
    private static final int REPLIES_HELD = 4 * 1024;

    /** What a line of a login may have, however few others may (RFC 4954 §4). */
    private static final int LOGIN_LINE = 12 * 1024;

    private static final byte[] AUTH = "AUTH ".getBytes(StandardCharsets.US_ASCII);

    private final ClientSocket socket;
    private final int maxLine;
    private InputStream in;
    private OutputStream out;
    private byte[] buffer;
    private int position;
    private int limit;
    private byte[] replies = new byte[256];
    private int held;

    /** {@code maxLine} counts the CRLF. */
    Wire(ClientSocket socket, int maxLine) throws IOException {
        this.socket = socket;
        this.maxLine = maxLine;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.buffer = new byte[maxLine];
    }

    /** Holds a reply until {@link #flush}, or until something must be read. */
    void write(SmtpReply reply) throws IOException {
        byte[] bytes = reply.wire().getBytes(StandardCharsets.US_ASCII);
        if (held + bytes.length > REPLIES_HELD) {
            flush(); // A peer that sends commands and reads nothing meets the write time-out here.
        }
        if (held + bytes.length > replies.length) {
            replies = Arrays.copyOf(replies, Math.max(held + bytes.length, 2 * replies.length));
        }
        System.arraycopy(bytes, 0, replies, held, bytes.length);
        held += bytes.length;
    }

    void flush() throws IOException {
        if (held > 0) {
            int length = held;
            held = 0;
            out.write(replies, 0, length);
            out.flush();
        }
    }

    /** Flushes if the next command has yet to come. */
    void flushUnlessPipelined() throws IOException {
        for (int i = position; i < limit; i++) {
            if (buffer[i] == '\n') {
                return;
            }
        }
        flush();
    }

    /** What line is due. */
    enum Due {
        COMMAND,
        /** A command; AUTH is one that works now. */
        COMMAND_OR_LOGIN,
        /** The answer to a challenge of SASL. */
        LOGIN
    }

    /** The next line, which must be complete within the time. */
    Line readLine(Duration time, Due due) throws IOException {
        byte[] small = buffer;
        try {
            socket.readWithin(time);
            return nextLine(due);
        } finally {
            shrinkTo(small);
        }
    }

    private Line nextLine(Due due) throws IOException {
        int scanned = position;
        while (true) {
            int longest = longest(due);
            for (; scanned < limit; scanned++) {
                if (buffer[scanned] == '\n') {
                    return takeLine(scanned, longest);
                }
            }
            if (limit - position >= longest) {
                return skipLine();
            }
            if (limit - position == buffer.length) {
                buffer = Arrays.copyOf(buffer, longest);
            }
            int begun = scanned - position;
            if (!fill()) {
                return new Line.End();
            }
            scanned = position + begun;
        }
    }

    /** How long the line that begins here may be. */
    private int longest(Due due) {
        boolean login =
                switch (due) {
                    case COMMAND -> false;
                    case COMMAND_OR_LOGIN -> beginsWithAuth();
                    case LOGIN -> true;
                };
        return login ? Math.max(maxLine, LOGIN_LINE) : maxLine;
    }

    private boolean beginsWithAuth() {
        boolean begins = limit - position >= AUTH.length;
        for (int i = 0; begins && i < AUTH.length; i++) {
            byte b = buffer[position + i];
            begins = (b >= 'a' && b <= 'z' ? b - 32 : b) == AUTH[i];
        }
        return begins;
    }

    /**
     * Reads at least one byte, after what is already there; writes held replies first.
     *
     * @return false at the end of the stream
     */
    boolean fill() throws IOException {
        flush();
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }
        limit += read;
        return true;
    }

    /** Exactly so many bytes, or fewer at the end of the stream. */
    byte[] readBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count && (position < limit || fill())) {
            int step = Math.min(count - done, limit - position);
            System.arraycopy(buffer, position, bytes, done, step);
            position += step;
            done += step;
        }
        return done == count ? bytes : Arrays.copyOf(bytes, done);
    }

    /** Lets a reader of content work on the bytes themselves, with a buffer made for many. */
    void content(ContentReading reading) throws IOException {
        byte[] small = buffer;
        if (small.length < CONTENT_BUFFER) {
            buffer = Arrays.copyOf(small, CONTENT_BUFFER);
        }
        try {
            reading.read();
        } finally {
            shrinkTo(small);
        }
    }

    /** Gives up a larger buffer unless there is too much left in it. */
    private void shrinkTo(byte[] small) {
        if (buffer.length > small.length && limit - position <= small.length) {
            System.arraycopy(buffer, position, small, 0, limit - position);
            limit -= position;
            position = 0;
            buffer = small;
        }
    }

    /**
     * Reads content through {@link #buffer}, {@link #position()}, {@link #limit} and {@link #fill}.
     */
    interface ContentReading {
        void read() throws IOException;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    void position(int value) {
        position = value;
    }

    void readWithin(Duration time) {
        socket.readWithin(time);
    }

    /**
     * Goes on under TLS. What the peer sent behind its STARTTLS before the handshake may be
     * somebody else's who sits in between: it is thrown away (RFC 3207 §5, CVE-2011-0411).
     */
    SSLSocket startTls(TlsContexts contexts, Duration time) throws IOException {
        flush();
        position = limit;
        return beginTls(contexts, time);
    }

    /**
     * Speaks TLS from here on: what was read ahead behind a PROXY header is the peer's first words
     * of it.
     */
    SSLSocket beginTls(TlsContexts contexts, Duration time) throws IOException {
        byte[] ahead = Arrays.copyOfRange(buffer, position, limit);
        position = 0;
        limit = 0;
        socket.readWithin(time);
        SSLSocket secured = contexts.over(socket, new ByteArrayInputStream(ahead));
        secured.startHandshake();
        in = secured.getInputStream();
        out = secured.getOutputStream();
        return secured;
    }

    private Line takeLine(int lineFeed, int longest) {
        int start = position;
        position = lineFeed + 1;
        int end = lineFeed - 1;
        if (position - start > longest) {
            return new Line.TooLong();
        }
        if (end < start || buffer[end] != '\r') {
            return new Line.BareLineEnding();
        }
        boolean text = true;
        for (int i = start; i < end; i++) {
            byte b = buffer[i];
            if (b == '\r') {
                return new Line.BareLineEnding();
            }
            text &= b < 0 || (b >= ' ' && b != 127) || b == '\t';
        }
        if (!text) {
            return new Line.NotText();
        }
        try {
            return new Line.Text(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(buffer, start, end - start))
                            .toString());
        } catch (CharacterCodingException e) {
            return new Line.NotText();
        }
    }

    /** Throws away the rest of a line; the deadline of the line bounds it. */
    private Line skipLine() throws IOException {
        while (true) {
            for (; position < limit; position++) {
                if (buffer[position] == '\n') {
                    position++;
                    return new Line.TooLong();
                }
            }
            if (!fill()) {
                return new Line.End();
            }
        }
    }
}
