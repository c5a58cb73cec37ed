package org.hailpost.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.hailpost.message.ContentTooLargeException;
import org.hailpost.smtp.SmtpSettings.BareLineEndings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the content behind DATA up to its end, which is CRLF . CRLF and nothing else (RFC 5321
 * §4.1.1.4), whatever is wrong with it on the way: what was refused half-way would otherwise be run
 * as commands.
 *
 * <p>Works on the wire's buffer in place. Runs of bytes are handed on as long as they are
 * contiguous, so a byte costs one comparison; only a dot at the begin of a line and a CR at the end
 * of the buffer break a run. A CR is held back until the byte behind it is known, a leading dot
 * until its line goes on: so nothing of the end marker is ever content.
 */
final class DataReader {
    private static final Logger log = LoggerFactory.getLogger(DataReader.class);
    private static final byte[] CRLF = {'\r', '\n'};

    /** Where in a line the reader is. */
    private enum State {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR,
        ENDED
    }

    private final Wire wire;
    private final OutputStream sink;
    private final Supplier<Duration> patience;
    private final boolean normalise;
    private final int maxTextLine;
    private final long drainLimit;
    private State state = State.LINE_START;
    private @Nullable SmtpReply fault;
    private long taken;
    private long lineLength;

    // The window of the wire's buffer: [from, at) is content not handed on yet.
    private byte[] buffer = new byte[0];
    private int from;
    private int at;
    private int limit;

    /** {@code patience} says how long to wait for the next bytes. */
    DataReader(Wire wire, OutputStream sink, SmtpSettings settings, Supplier<Duration> patience) {
        this.wire = wire;
        this.sink = sink;
        this.patience = patience;
        this.normalise = settings.bareLineEndings() == BareLineEndings.NORMALISE;
        this.maxTextLine = settings.limits().maxTextLineBytes();
        this.drainLimit = 4 * settings.limits().maxMessageBytes();
    }

    /**
     * Takes everything up to the end marker, or up to where waiting for it is no use: see {@link
     * #complete}.
     *
     * @return what is wrong with the content, or null
     * @throws EOFException if the peer goes before the end: there is no message then
     */
    @Nullable SmtpReply read() throws IOException {
        wire.content(() -> {
            open();
            while (state != State.ENDED && taken <= drainLimit) {
                if (at == limit) {
                    refill();
                }
                step();
            }
            wire.position(at);
        });
        return fault;
    }

    /** False if so much came beyond the size limit that only closing the connection is left. */
    boolean complete() {
        return state == State.ENDED;
    }

    private void step() {
        switch (state) {
            case LINE_START -> lineStart();
            case TEXT -> text();
            case CR -> carriageReturn();
            case DOT -> dot();
            case DOT_CR -> dotCarriageReturn();
            case ENDED -> {}
        }
    }

    private void lineStart() {
        lineLength = 0;
        if (buffer[at] == '.') {
            hand();
            skip();
            state = State.DOT;
        } else {
            state = State.TEXT;
        }
    }

    private void text() {
        int start = at;
        while (at < limit && (buffer[at] > '\r' || buffer[at] < 0 || ordinary(buffer[at]))) {
            at++;
        }
        count(at - start);
        if (at == limit) {
            return;
        }
        switch (buffer[at]) {
            case '\r' -> {
                if (at + 1 < limit && buffer[at + 1] == '\n') {
                    at += 2;
                    count(2);
                    state = State.LINE_START;
                } else {
                    hand();
                    skip();
                    state = State.CR;
                }
            }
            case '\n' -> {
                hand();
                skip();
                bareLineEnding();
            }
            default -> {
                fault(SmtpReply.NUL_IN_CONTENT);
                at++;
            }
        }
    }

    private static boolean ordinary(byte b) {
        return b != '\r' && b != '\n' && b != 0;
    }

    /** A CR was held back. */
    private void carriageReturn() {
        if (buffer[at] == '\n') {
            skip();
            count(2);
            write(CRLF, 0, 2);
            state = State.LINE_START;
        } else {
            bareLineEnding();
            state = State.TEXT;
        }
    }

    /** A dot at the begin of a line was held back. */
    private void dot() {
        if (buffer[at] == '\r') {
            skip();
            state = State.DOT_CR;
        } else {
            state = State.TEXT; // RFC 5321 §4.5.2: the dot goes, the rest stays.
        }
    }

    private void dotCarriageReturn() {
        if (buffer[at] == '\n') {
            skip();
            state = State.ENDED;
        } else {
            state = State.CR; // It was ".", then a CR on its own.
        }
    }

    /** On the wire this began no line, so what follows is neither an end marker nor dot-stuffed. */
    private void bareLineEnding() {
        if (normalise) {
            write(CRLF, 0, 2);
            lineLength = 0;
        } else {
            fault(SmtpReply.BARE_LINE_ENDING_IN_CONTENT);
        }
    }

    private void count(int bytes) {
        lineLength += bytes;
        if (lineLength > maxTextLine) {
            fault(SmtpReply.textLineTooLong(maxTextLine));
        }
    }

    private void fault(SmtpReply reply) {
        if (fault == null) {
            fault = reply;
        }
    }

    /** Steps over a byte that is not content; {@link #hand} came before. */
    private void skip() {
        at++;
        from = at;
    }

    private void hand() {
        if (at > from) {
            write(buffer, from, at - from);
        }
        from = at;
    }

    private void write(byte[] bytes, int offset, int length) {
        taken += length;
        if (fault != null) {
            return;
        }
        try {
            sink.write(bytes, offset, length);
        } catch (ContentTooLargeException e) {
            fault(SmtpReply.TOO_LARGE);
        } catch (IOException e) {
            log.warn("smtp=spool-failed reason=\"{}\"", e.toString());
            fault(SmtpReply.SPOOL_FULL);
        }
    }

    private void open() {
        buffer = wire.buffer();
        from = wire.position();
        at = from;
        limit = wire.limit();
    }

    private void refill() throws IOException {
        hand();
        wire.position(at);
        wire.readWithin(patience.get());
        if (!wire.fill()) {
            throw new EOFException("connection ended within DATA");
        }
        open();
    }
}
