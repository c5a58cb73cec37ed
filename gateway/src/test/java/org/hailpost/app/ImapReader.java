package org.hailpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A mail client that looks into mailboxes, line by line. */
final class ImapReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;
    private int tag;

    private ImapReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        this.out = socket.getOutputStream();
    }

    /** Logged in, with INBOX selected. */
    static ImapReader open(int port, String account, String secret) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(30_000);
        ImapReader reader = new ImapReader(socket);
        reader.in.readLine();
        reader.command("LOGIN " + account + " " + secret);
        reader.command("SELECT INBOX");
        return reader;
    }

    /** The untagged lines that answer a command; anything but OK is an exception. */
    List<String> command(String command) throws IOException {
        List<String> lines = run(command);
        lines.removeLast();
        return lines;
    }

    /** The same with the tagged line. */
    List<String> run(String command) throws IOException {
        String mark = "a" + tag++ + " ";
        out.write((mark + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(mark)) {
                if (!line.startsWith(mark + "OK")) {
                    throw new IOException(line);
                }
                lines.add(line);
                return lines;
            }
            lines.add(line);
        }
        throw new IOException("connection closed");
    }

    /** All mails of the mailbox, whole, with LF. */
    List<String> mails() throws IOException {
        Map<String, StringBuilder> mails = new LinkedHashMap<>();
        StringBuilder mail = new StringBuilder();
        for (String line : command("UID FETCH 1:* (BODY.PEEK[])")) {
            if (line.startsWith("* ") && line.contains("FETCH")) {
                mail = mails.computeIfAbsent(line, _ -> new StringBuilder());
            }
            mail.append(line).append('\n');
        }
        return mails.values().stream().map(StringBuilder::toString).toList();
    }

    /** Sends a line that nothing needs to answer at once. */
    void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Reads up to a line that begins so, and returns it. */
    String await(String prefix) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(prefix)) {
                return line;
            }
        }
        throw new IOException("connection closed before " + prefix);
    }

    /** The subjects in a mailbox, in UID order. */
    List<String> subjects(String mailbox) throws IOException {
        command("SELECT \"" + mailbox + "\"");
        return command("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])").stream()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring(9))
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
