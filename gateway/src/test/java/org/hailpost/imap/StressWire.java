package org.hailpost.imap;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client's socket with a memory of what was said last. One octet per char. */
final class StressWire implements Closeable {
    private static final int DEADLINE_MILLIS = 60_000;
    private static final int REMEMBERED = 60;

    private final Socket socket;
    private final byte[] buffer = new byte[16 * 1024];
    private final Deque<String> transcript = new ArrayDeque<>();
    private boolean remembering = true;
    private int from;
    private int to;

    StressWire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
    }

    void send(String text) throws IOException {
        remember("C: " + text.stripTrailing());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether something has come already. */
    boolean ready() throws IOException {
        return from < to || socket.getInputStream().available() > 0;
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
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
            throw new EOFException("server closed");
        }
        from = 0;
        to = count;
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
