package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A scripted client: {@code imap.send("a1 NOOP").expect("a1 OK")}. One octet per char. */
final class ImapClient implements Closeable {
    private static final int DEADLINE_MILLIS = 10_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final List<String> untagged = new ArrayList<>();

    ImapClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(DEADLINE_MILLIS);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that was greeted and has logged in. */
    static ImapClient loggedIn(int port) {
        ImapClient client = new ImapClient(port);
        client.expect("* OK");
        client.send("l LOGIN alice@example.org secret").expect("l OK");
        return client;
    }

    /** The handshake; returns what a login can be bound to. */
    SSLSession startTls(SSLContext context) throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
        in = tls.getInputStream();
        out = tls.getOutputStream();
        return tls.getSession();
    }

    /** Goes on compressed (RFC 4978), both ways. */
    ImapClient compress() {
        send("z COMPRESS DEFLATE").expect("z OK");
        try {
            in = new Inflated(in);
            out =
                    new DeflaterOutputStream(
                            socket.getOutputStream(),
                            new Deflater(Deflater.DEFAULT_COMPRESSION, true),
                            true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends octets past the compression. */
    ImapClient uncompressed(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line. */
    ImapClient send(String line) {
        return raw(line + "\r\n");
    }

    ImapClient raw(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ImapClient raw(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a line with its literals, which stand in it behind their {n} and CRLF. */
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (true) {
                int b = in.read();
                if (b < 0) {
                    return line.size() == 0 ? "<EOF>" : line.toString(StandardCharsets.ISO_8859_1);
                }
                line.write(b);
                String text = line.toString(StandardCharsets.ISO_8859_1);
                if (b == '\n') {
                    int brace = text.lastIndexOf('{');
                    if (!text.endsWith("}\r\n") || brace < 0) {
                        return text.substring(0, text.length() - 2);
                    }
                    int size = Integer.parseInt(text.substring(brace + 1, text.length() - 3));
                    line.write(in.readNBytes(size));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + untagged, e);
        }
    }

    /** The next line begins so; returns it. */
    String expectLine(String prefix) {
        String line = line();
        assertThat(line).startsWith(prefix);
        return line;
    }

    /** Reads up to a line that begins so; what comes before it is kept for {@link #untagged}. */
    ImapClient expect(String prefix) {
        untagged.clear();
        while (true) {
            String line = line();
            if (line.startsWith(prefix)) {
                untagged.add(line);
                return this;
            }
            untagged.add(line);
            if (line.equals("<EOF>") || tagged(line)) {
                throw new AssertionError("expected " + prefix + " but got " + untagged);
            }
        }
    }

    private static boolean tagged(String line) {
        return !line.startsWith("* ") && !line.startsWith("+");
    }

    /** Runs a command to its tagged line, whatever it says; returns all lines. */
    List<String> run(String command) {
        String tag = command.substring(0, command.indexOf(' '));
        send(command);
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (!lines.getLast().startsWith(tag + " ") && !lines.getLast().equals("<EOF>"));
        return lines;
    }

    /** The lines of the last {@link #expect}, the one expected included. */
    List<String> lines() {
        return List.copyOf(untagged);
    }

    /** Appends a message with a non-synchronizing literal. */
    ImapClient append(String mailbox, String flags, String message) {
        String options = flags.isEmpty() ? "" : flags + " ";
        raw("ap APPEND " + mailbox + " " + options + "{" + message.length() + "+}\r\n");
        raw(message + "\r\n");
        return expect("ap ");
    }

    void expectClosed() {
        assertThat(line()).isEqualTo("<EOF>");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends where the server ends; it never ends the compressed stream itself. */
    private static final class Inflated extends InflaterInputStream {
        Inflated(InputStream in) {
            super(in, new Inflater(true));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (EOFException e) {
                return -1;
            }
        }
    }
}
