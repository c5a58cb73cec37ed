package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** A mail client that looks into INBOX, one command at a time. */
final class MailboxReader implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SUBJECT = "Subject: ";

    private final Socket socket = new Socket();
    private BufferedReader in;
    private OutputStream out;
    private int tag;

    /** A message there. */
    record Item(long uid, String subject) {}

    private MailboxReader(Target target) throws IOException {
        int patience = (int) PATIENCE.toMillis();
        socket.connect(target.imap(), patience);
        socket.setSoTimeout(patience);
        in = reader(socket);
        out = socket.getOutputStream();
    }

    private static BufferedReader reader(Socket from) throws IOException {
        return new BufferedReader(new InputStreamReader(from.getInputStream(), ISO_8859_1));
    }

    /** Logged in, with INBOX selected. */
    static MailboxReader open(Target target, Target.Login login) throws IOException {
        MailboxReader reader = new MailboxReader(target);
        try {
            reader.line();
            reader.select(login);
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** The same under TLS, by STARTTLS, and in IDLE (RFC 2177). */
    static MailboxReader idle(Target target, Target.Login login) throws IOException {
        MailboxReader reader = new MailboxReader(target);
        try {
            reader.line();
            reader.startTls();
            reader.select(login);
            reader.send("IDLE");
            String answer = reader.line();
            if (!answer.startsWith("+")) {
                throw new IOException(answer);
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private void select(Target.Login login) throws IOException {
        command("LOGIN %s %s".formatted(login.address(), login.password()));
        command("SELECT INBOX");
    }

    private void startTls() throws IOException {
        command("STARTTLS");
        // By a context of its own: many clients of one would resume each other's TLS sessions.
        SSLSocketFactory factory = AnyCertificate.context().getSocketFactory();
        Socket tls = factory.createSocket(socket, "localhost", socket.getPort(), true);
        in = reader(tls);
        out = tls.getOutputStream();
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
