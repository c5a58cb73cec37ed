package org.hailpost.imap;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** A client's socket with a memory of what was said last. One octet per char. */
final class StressWire implements Closeable {
    private static final int DEADLINE_MILLIS = 60_000;
    private static final int REMEMBERED = 60;

    private final Socket socket;
    private final byte[] buffer = new byte[16 * 1024];
    private final byte[] wire = new byte[4 * 1024];
    private final Deque<String> transcript = new ArrayDeque<>();
    private OutputStream out;
    private @Nullable Inflater inflater;
    private boolean remembering = true;
    private int from;
    private int to;

    StressWire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        out = socket.getOutputStream();
    }

    void send(String text) throws IOException {
        remember("C: " + text.stripTrailing());
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Goes on compressed, both ways. */
    void compress() throws IOException {
        inflater = new Inflater(true);
        out = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), true);
    }

    /** Whether something has come already. */
    boolean ready() throws IOException {
        if (from == to) {
            from = 0;
            to = inflate();
        }
        while (from == to && socket.getInputStream().available() > 0) {
            read();
        }
        return from < to;
    }

    /** Whether something can be read, after waiting so long at most. */
    boolean readable(int millis) throws IOException {
        if (from < to) {
            return true;
        }
        socket.setSoTimeout(millis);
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(DEADLINE_MILLIS);
        }
    }

    /** A response with its literals, which stand in it behind their {n} and CRLF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            char c;
            do {
                c = next();
                line.append(c);
            } while (c != '\n');
            int size = literalAtEnd(line);
            if (size < 0) {
                line.setLength(line.length() - 2);
                remember("S: " + line);
                return line.toString();
            }
            for (int i = 0; i < size; i++) {
                line.append(next());
            }
        }
    }

    /** Whether what is said from now on belongs into the transcript. */
    void remembering(boolean now) {
        remembering = now;
    }

    String transcript() {
        return String.join("\n", transcript);
    }

    private static int literalAtEnd(StringBuilder line) {
        int brace = line.length() - 3;
        if (brace < 1 || line.charAt(brace) != '}') {
            return -1;
        }
        int open = line.lastIndexOf("{");
        return open < 0 ? -1 : Integer.parseInt(line.substring(open + 1, brace));
    }

    private char next() throws IOException {
        if (from == to) {
            fill();
        }
        return (char) (buffer[from++] & 0xff);
    }

    private void fill() throws IOException {
        while (from == to) {
            read();
        }
    }

    /** Reads once from the wire; what comes compressed may be nothing as yet. */
    private void read() throws IOException {
        from = 0;
        to = 0;
        if (inflater == null) {
            to = count(socket.getInputStream().read(buffer));
            return;
        }
        to = inflate();
        if (to == 0) {
            inflater.setInput(wire, 0, count(socket.getInputStream().read(wire)));
            to = inflate();
        }
    }

    private int inflate() throws IOException {
        try {
            return inflater == null ? 0 : inflater.inflate(buffer);
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    private static int count(int read) throws EOFException {
        if (read < 0) {
            throw new EOFException("server closed");
        }
        return read;
    }

    private void remember(String line) {
        if (!remembering) {
            return;
        }
        if (transcript.size() == REMEMBERED) {
            transcript.removeFirst();
        }
        String shown = line.length() > 200 ? line.substring(0, 200) + "..." : line;
        transcript.add(shown.replace("\r\n", "|"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
