package org.hailpost.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A host on loopback that says what a test has it say. Each connection runs the script in a thread
 * of its own; what a script throws is given back by {@link #faults}.
 */
public final class ScriptedMx implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket listener;
    private final Script script;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    final AtomicInteger connections = new AtomicInteger();

    /** One connection. */
    public interface Script {
        void play(Peer peer) throws Exception;
    }

    public ScriptedMx(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Commands heard so far that begin so. */
    List<String> heard(String prefix) {
        return heard.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> play(socket, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void play(Socket socket, int number) {
        try (socket) {
            script.play(new Peer(socket, number, heard, over));
        } catch (IOException e) {
            // the client hung up, or the test is over
        } catch (Throwable e) {
            faults.add(e);
        }
    }

    /** The host's side of a connection. */
    public static final class Peer {
        private final Socket plain;
        private final Queue<String> heard;
        private final CountDownLatch over;
        final int number;
        private InputStream in;
        private OutputStream out;

        private Peer(Socket socket, int number, Queue<String> heard, CountDownLatch over)
                throws IOException {
            this.plain = socket;
            this.over = over;
            this.number = number;
            this.heard = heard;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Lines, each with its CRLF, at once. */
        public void say(String... lines) throws IOException {
            out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void raw(byte[] octets) throws IOException {
            out.write(octets);
            out.flush();
        }

        /** The next line, without its end. */
        String line() throws IOException {
            var line = new ByteArrayOutputStream();
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("client hung up");
                }
                if (b == '\n') {
                    break;
                }
                line.write(b);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            if (!text.endsWith("\r")) {
                throw new AssertionError("line without CR: " + text);
            }
            String command = text.substring(0, text.length() - 1);
            heard.add(command);
            return command;
        }

        /** The next line, which has to begin so. */
        public String expect(String prefix) throws IOException {
            String line = line();
            if (!line.startsWith(prefix)) {
                throw new AssertionError("expected " + prefix + ", heard " + line);
            }
            return line;
        }

        /** Octets up to and with the final dot, as they came. */
        String content() throws IOException {
            var all = new ByteArrayOutputStream();
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("client hung up");
                }
                all.write(b);
                String text = b == '\n' ? all.toString(StandardCharsets.ISO_8859_1) : "";
                if (text.endsWith("\r\n.\r\n") || text.equals(".\r\n")) {
                    return text;
                }
            }
        }

        byte[] octets(int count) throws IOException {
            byte[] all = in.readNBytes(count);
            if (all.length < count) {
                throw new IOException("client hung up");
            }
            return all;
        }

        /** Up to where MAIL may come. */
        public void greet(String... extensions) throws IOException {
            say("220 mx.far.example ESMTP");
            hello(extensions);
        }

        public void hello(String... extensions) throws IOException {
            String first = line();
            if (!first.startsWith("EHLO ") && !first.startsWith("LHLO ")) {
                throw new AssertionError("expected EHLO or LHLO, heard " + first);
            }
            List<String> lines = new ArrayList<>();
            lines.add("mx.far.example");
            lines.addAll(List.of(extensions));
            for (int i = 0; i < lines.size(); i++) {
                lines.set(i, (i + 1 < lines.size() ? "250-" : "250 ") + lines.get(i));
            }
            say(lines.toArray(String[]::new));
        }

        /** Takes one mail for everybody by DATA. */
        void take() throws IOException {
            take(_ -> {});
        }

        /** The same; its content is told before the client knows that it was taken. */
        public void take(Consumer<String> told) throws IOException {
            while (true) {
                String line = line();
                if (line.equals("DATA")) {
                    say("354 go on");
                    told.accept(content());
                    say("250 2.0.0 taken");
                    return;
                }
                say(line.startsWith("QUIT") ? "221 bye" : "250 2.1.0 ok");
            }
        }

        public void startTls(SSLContext context) throws IOException {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
            tls.startHandshake();
            in = new BufferedInputStream(tls.getInputStream());
            out = tls.getOutputStream();
        }

        /** Nothing more has come. */
        void silent() throws IOException {
            plain.setSoTimeout(100);
            try {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("client hung up");
                }
                throw new AssertionError("heard too much, beginning with " + (char) b);
            } catch (SocketTimeoutException e) {
                plain.setSoTimeout(PATIENCE_MILLIS);
            }
        }

        /** Until the client hangs up. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                // it may say what it likes
            }
        }

        /** Breaks the connection off without a farewell. */
        void reset() throws IOException {
            plain.setSoLinger(true, 0);
            plain.close();
        }

        /** Says it octet by octet, so that no read ever waits for long. */
        void drip(String text) throws IOException {
            for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
                raw(new byte[] {b});
                silent();
            }
        }

        /** Reads nothing until the test is over. */
        void deaf() throws InterruptedException {
            over.await();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        over.countDown();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
