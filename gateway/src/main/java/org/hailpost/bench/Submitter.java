package org.hailpost.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A mail program that sends, with PIPELINING, one mail after the other. Blocks. */
final class Submitter implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;

    Submitter(InetSocketAddress to) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(to, PATIENCE_MILLIS);
        in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
        expect("220");
        say("EHLO bench.example");
        expect("250");
    }

    void login(Target.Login login) throws IOException {
        String plain = "\0" + login.address() + "\0" + login.password();
        say(
                "AUTH PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
        expect("235");
    }

    /**
     * Returns with the final 250.
     *
     * @param content with its final dot
     * @return when the final dot was handed to the kernel, a time of {@link System#nanoTime}
     */
    long send(String sender, String recipient, byte[] content) throws IOException {
        say("MAIL FROM:<" + sender + ">\r\nRCPT TO:<" + recipient + ">\r\nDATA");
        expect("250");
        expect("250");
        expect("354");
        long dot = System.nanoTime();
        out.write(content);
        expect("250");
        return dot;
    }

    private void say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void expect(String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("expected " + code + ", got " + line);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
