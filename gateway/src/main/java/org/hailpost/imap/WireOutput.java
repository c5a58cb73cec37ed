package org.hailpost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to the client, gathered until {@link #flush} or until they are many. Owned by one thread at
 * a time: the connection's, or its IDLE watch.
 */
final class WireOutput {
    private static final int SMALL = 256;
    private static final int LARGE = 32 * 1024;

    private OutputStream out;
    private byte[] buffer = new byte[SMALL];
    private int used;
    private byte last = '\n';
    private boolean utf8;
    private @Nullable Deflation deflation;

    /** When the socket write under way began, {@link System#nanoTime}; 0 for none. */
    private volatile long writingSince;

    WireOutput(OutputStream out) {
        this.out = out;
    }

    void secure(OutputStream tls) {
        out = tls;
    }

    /** From now on compresses what it writes. */
    void deflate() {
        deflation = new Deflation();
    }

    /** Nothing will be written for a while. */
    void rest() {
        if (deflation != null) {
            deflation.rest();
        }
    }

    /** Whether a socket write has been stuck for longer; asked by the server's watch. */
    boolean stuckSince(long nanos) {
        long since = writingSince;
        return since != 0 && since - nanos < 0;
    }

    WireOutput ascii(String text) throws IOException {
        int length = text.length();
        if (length > LARGE) {
            return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        room(length);
        for (int i = 0; i < length; i++) {
            buffer[used++] = (byte) text.charAt(i);
        }
        return this;
    }

    WireOutput put(char c) throws IOException {
        room(1);
        buffer[used++] = (byte) c;
        return this;
    }

    WireOutput number(long value) throws IOException {
        room(20);
        if (value < 0) {
            throw new IllegalArgumentException("negative number on the wire");
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = used + digits - 1; i >= used; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
        return this;
    }

    WireOutput bytes(byte[] data) throws IOException {
        return bytes(data, 0, data.length);
    }

    WireOutput bytes(byte[] data, int offset, int length) throws IOException {
        if (length > LARGE) {
            drain();
            write(data, offset, length);
            return this;
        }
        room(length);
        System.arraycopy(data, offset, buffer, used, length);
        used += length;
        return this;
    }

    WireOutput crlf() throws IOException {
        return put('\r').put('\n');
    }

    /** An untagged OK for the sake of its response code; nothing if that is empty. */
    void untaggedOk(String code, String text) throws IOException {
        if (!code.isEmpty()) {
            ascii("* OK [").ascii(code).ascii("] ").ascii(text).crlf();
        }
    }

    /** A string: quoted if it can be, else a literal (RFC 9051 §9). */
    WireOutput string(byte[] value) throws IOException {
        return string(value, false);
    }

    private WireOutput string(byte[] value, boolean eightBit) throws IOException {
        if (!quotable(value, eightBit)) {
            return literal(value);
        }
        put('"');
        for (byte b : value) {
            if (b == '"' || b == '\\') {
                put('\\');
            }
            put((char) b);
        }
        return put('"');
    }

    WireOutput string(String value) throws IOException {
        return string(value.getBytes(StandardCharsets.UTF_8), utf8);
    }

    /** The name of a mailbox, in the form this client knows. */
    WireOutput mailbox(String name) throws IOException {
        return string(utf8 ? name : MailboxName.encode(name));
    }

    /** From now on quoted strings may have UTF-8, and names do (RFC 6855 §3). */
    void acceptUtf8() {
        utf8 = true;
    }

    WireOutput literal(byte[] value) throws IOException {
        return put('{').number(value.length).ascii("}\r\n").bytes(value);
    }

    /** Copies exactly so many bytes, which the client was promised. */
    void copy(InputStream source, long length) throws IOException {
        byte[] chunk = new byte[(int) Math.min(length, LARGE)];
        long left = length;
        while (left > 0) {
            int count = source.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (count < 0) {
                throw new IOException("message ended before its size");
            }
            bytes(chunk, 0, count);
            left -= count;
        }
    }

    /** Whether a response can begin here: the last one has ended. */
    boolean atLineStart() {
        return (used > 0 ? buffer[used - 1] : last) == '\n';
    }

    void flush() throws IOException {
        drain();
        if (buffer.length > SMALL) {
            buffer = new byte[SMALL];
        }
    }

    private static boolean quotable(byte[] value, boolean eightBit) {
        if (value.length > 1000) {
            return false;
        }
        for (byte b : value) {
            if (b == '\r' || b == '\n' || b == 0 || (b < 0 && !eightBit)) {
                return false;
            }
        }
        return true;
    }

    private void room(int wanted) throws IOException {
        if (used + wanted <= buffer.length) {
            return;
        }
        if (used + wanted > LARGE) {
            drain();
        }
        if (used + wanted > buffer.length) {
            int size = Math.max(used + wanted, Math.min(LARGE, 4 * buffer.length));
            buffer = Arrays.copyOf(buffer, size);
        }
    }

    private void drain() throws IOException {
        if (used > 0) {
            int count = used;
            used = 0;
            write(buffer, 0, count);
        }
    }

    /** A write past the buffer. */
    @FunctionalInterface
    interface SocketWrite {
        void run() throws IOException;
    }

    /** Writes what is left and then this, under the server's watch. */
    void end(SocketWrite ending) throws IOException {
        flush();
        writingSince = System.nanoTime() | 1;
        try {
            ending.run();
        } finally {
            writingSince = 0;
        }
    }

    private void write(byte[] data, int offset, int length) throws IOException {
        last = data[offset + length - 1];
        writingSince = System.nanoTime() | 1; // never 0
        try {
            if (deflation == null) {
                out.write(data, offset, length);
            } else {
                deflation.write(out, data, offset, length);
            }
            out.flush();
        } finally {
            writingSince = 0;
        }
    }
}
