package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A mail client that looks into INBOX, one command at a time. */
final class MailboxReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SUBJECT = "Subject: ";

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;
    private int tag;

    /** A message there. */
    record Item(long uid, String subject) {}

    private MailboxReader(Target target) throws IOException {
        int patience = (int) PATIENCE.toMillis();
        socket.connect(target.imap(), patience);
        socket.setSoTimeout(patience);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        out = socket.getOutputStream();
    }

    /** Logged in, with INBOX selected. */
    static MailboxReader open(Target target, Target.Login login) throws IOException {
        MailboxReader reader = new MailboxReader(target);
        try {
            reader.line();
            reader.command("LOGIN %s %s".formatted(login.address(), login.password()));
            reader.command("SELECT INBOX");
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** All messages, as the server lists them. */
    List<Item> items() throws IOException {
        List<Item> items = new ArrayList<>();
        long uid = 0;
        for (String line : command("UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])")) {
            int at = line.indexOf("UID ");
            if (line.startsWith("* ") && at > 0) {
                uid = Long.parseLong(line.substring(at + 4).split("[ )]", 2)[0]);
            } else if (line.startsWith(SUBJECT)) {
                items.add(new Item(uid, line.substring(SUBJECT.length())));
            }
        }
        return items;
    }

    /** The untagged lines that answer a command; anything but OK is an exception. */
    List<String> command(String command) throws IOException {
        String mark = send(command) + " ";
        List<String> lines = new ArrayList<>();
        for (String line = line(); ; line = line()) {
            if (line.startsWith(mark)) {
                if (!line.startsWith(mark + "OK")) {
                    throw new IOException(line);
                }
                return lines;
            }
            lines.add(line);
        }
    }

    /** Returns the tag. */
    String send(String command) throws IOException {
        String mark = "c" + tag++;
        out.write((mark + " " + command + "\r\n").getBytes(ISO_8859_1));
        return mark;
    }

    /** The next line, whenever it comes. */
    String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("closed by the other side");
        }
        return line;
    }

    /** From here on lines may be long in coming. */
    void wait(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
