package org.hailpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Sends mails over a kept-open SMTP connection, as any mail server does. */
final class SmtpSender implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    SmtpSender(int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(30_000);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        expect("220");
        command("EHLO sender.example", "250");
    }

    static void send(int port, String from, String subject, String... to) throws IOException {
        try (SmtpSender sender = new SmtpSender(port)) {
            sender.send(from, subject, to);
        }
    }

    void logIn(String account, String secret) throws IOException {
        byte[] plain = ("\0" + account + "\0" + secret).getBytes(StandardCharsets.UTF_8);
        command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain), "235");
    }

    /** Returns after the final 250. */
    void send(String from, String subject, String... to) throws IOException {
        assertOk(offer(from, subject, to));
    }

    /** Returns the final reply, whatever it is. */
    String offer(String from, String subject, String... to) throws IOException {
        begin(from, to);
        return finish(from, subject, to);
    }

    /** Up to the 354 of DATA. */
    void begin(String from, String... to) throws IOException {
        command("MAIL FROM:<" + from + ">", "250");
        for (String recipient : to) {
            command("RCPT TO:<" + recipient + ">", "250");
        }
        command("DATA", "354");
    }

    /** The content and the final reply. */
    String finish(String from, String subject, String... to) throws IOException {
        return finish(
                "From: <"
                        + from
                        + ">\r\nTo: <"
                        + String.join(">, <", to)
                        + ">\r\nSubject: "
                        + subject
                        + "\r\nMessage-ID: <"
                        + Integer.toHexString((from + subject).hashCode())
                        + "@sender.example>\r\n\r\nText of "
                        + subject);
    }

    /** The same with a content of one's own. */
    String finish(String content) throws IOException {
        write(content + "\r\n.\r\n");
        return reply();
    }

    /** Sends one line and returns its reply. */
    String ask(String line) throws IOException {
        write(line + "\r\n");
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void command(String line, String expected) throws IOException {
        write(line + "\r\n");
        expect(expected);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void expect(String code) throws IOException {
        String reply = reply();
        if (!reply.startsWith(code)) {
            throw new IOException("expected " + code + ", got " + reply);
        }
    }

    private static void assertOk(String reply) throws IOException {
        if (!reply.startsWith("250")) {
            throw new IOException("not kept: " + reply);
        }
    }

    private String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("connection closed");
        }
        return line;
    }
}
