package org.hailpost.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Fuzz target: whatever a client says once it has logged in and selected a mailbox, each command is
 * answered, none fails for a reason of the server's own, and the connection ends.
 */
public final class SessionFuzz {
    private static final int LIMIT = 60 * 1024;
    private static final int DEADLINE_MILLIS = 5_000;
    private static final int FRESH_AFTER = 500;

    private static final byte[] BEGIN =
            "l LOGIN alice@example.org secret\r\ns SELECT INBOX\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** At the beginning of a line: what the client sent may be anywhere in what it is told. */
    private static final Pattern FAULT =
            Pattern.compile(
                    "^[^ ]+ NO \\[SERVERBUG]|^\\* BYE Response broke off", Pattern.MULTILINE);

    private static ImapTestServer server = fresh();
    private static int inputs;

    private SessionFuzz() {}

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    /** After the last input. */
    public static void fuzzerTearDown() {
        server.end();
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (++inputs % FRESH_AFTER == 0) {
            server.end();
            server = fresh();
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.imap().port())) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            String said = talk(socket, data);
            if (FAULT.matcher(said).find()) {
                throw new AssertionError(said);
            }
        }
    }

    private static String talk(Socket socket, byte[] data) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(BEGIN);
            out.write(data, 0, Math.min(data.length, LIMIT));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return ""; // The server said BYE, and what was on its way reset the connection.
        }
    }

    private static ImapTestServer fresh() {
        ImapTestServer made = new ImapTestServer();
        made.begin();
        made.deliver(
                ImapTestServer.mail("one"),
                ImapTestServer.mail("two"),
                "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b\r\n"
                        + "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--b--\r\n");
        return made;
    }
}
