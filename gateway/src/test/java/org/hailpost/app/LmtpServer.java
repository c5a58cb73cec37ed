package org.hailpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An existing mail server that keeps mailboxes: speaks LMTP (RFC 2033) on loopback, knows everybody
 * and takes everything, but for what a test has it say to an address.
 */
final class LmtpServer implements AutoCloseable {
    /** In place of a reply: hangs up. */
    static final String HANG_UP = "hang up";

    /** In place of a reply: half of one, then hangs up. */
    static final String HALF = "25";

    /** What it says to RCPT, by address, in place of 250. */
    final Map<String, String> atRcpt = new ConcurrentHashMap<>();

    /** What it says to the content, by address, in place of 250. */
    final Map<String, String> atData = new ConcurrentHashMap<>();

    /** What it does, by address, in place of a reply to the content; then it hangs up. */
    final Map<String, Deed> instead = new ConcurrentHashMap<>();

    /** {@code address: subject} of what it has said 250 to, or hung up on. */
    final Queue<String> taken = new ConcurrentLinkedQueue<>();

    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ServerSocket listener;

    interface Deed {
        void run() throws Exception;
    }

    LmtpServer() throws IOException {
        this(0);
    }

    LmtpServer(int port) throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "lmtp://127.0.0.1:" + port();
    }

    long heard(String beginning) {
        return heard.stream().filter(line -> line.startsWith(beginning)).count();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            talk(
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                    socket.getOutputStream());
        } catch (IOException e) {
            // the other side, or the test, is through
        }
    }

    private void talk(BufferedReader in, OutputStream out) throws IOException {
        List<String> recipients = new ArrayList<>();
        say(out, "220 mail.example LMTP");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            if (line.startsWith("LHLO")) {
                say(out, "250-mail.example\r\n250-PIPELINING\r\n250 8BITMIME");
            } else if (line.startsWith("RCPT TO:<")) {
                String address = line.substring(9, line.indexOf('>'));
                String reply = atRcpt.getOrDefault(address, "250 2.1.5 known");
                if (reply.startsWith("2")) {
                    recipients.add(address);
                }
                say(out, reply);
            } else if (line.equals("DATA")) {
                say(out, recipients.isEmpty() ? "503 5.5.1 nobody" : "354 go on");
                if (!recipients.isEmpty()) {
                    content(in, out, recipients);
                }
            } else {
                recipients.clear();
                say(out, "250 2.0.0 ok");
            }
        }
    }

    private void content(BufferedReader in, OutputStream out, List<String> recipients)
            throws IOException {
        String subject = "";
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("hung up");
            }
            subject = line.startsWith("Subject: ") ? line.substring(9) : subject;
        }
        for (String address : recipients) {
            if (instead.containsKey(address)) {
                act(instead.get(address));
            }
            String reply = atData.getOrDefault(address, "250 2.0.0 taken");
            if (reply.startsWith("250") || reply.equals(HANG_UP)) {
                taken.add(address + ": " + subject);
            }
            if (reply.equals(HANG_UP)) {
                throw new IOException("as told");
            }
            if (reply.equals(HALF)) {
                out.write(HALF.getBytes(StandardCharsets.US_ASCII));
                throw new IOException("as told");
            }
            say(out, reply);
        }
        recipients.clear();
    }

    private static void act(Deed deed) throws IOException {
        try {
            deed.run();
        } catch (Exception e) {
            throw new IOException(e);
        }
        throw new IOException("as told");
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
