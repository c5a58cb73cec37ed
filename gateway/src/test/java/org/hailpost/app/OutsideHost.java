package org.hailpost.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A mail host outside, on loopback: takes mail for anybody and keeps it, and misbehaves where a
 * test tells it to. A thread for each connection.
 */
final class OutsideHost implements AutoCloseable {
    private static final String END = "\r\n.\r\n";

    private final ServerSocket listener;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile Mood mood = (_, _) -> null;

    /** What the host has to answer. */
    enum Stage {
        CONNECT,
        EHLO,
        STARTTLS,
        MAIL,
        RCPT,
        DATA,
        /** The end of the content. */
        DOT
    }

    /** What it does at a stage; null is what any host does. Called by several threads. */
    interface Mood {
        @Nullable Answer answer(Stage stage, String line);
    }

    /**
     * An unusual answer.
     *
     * @param octets as they go over the wire; none, and no hanging up: it falls silent for good
     * @param hangsUp afterwards
     * @param keeps whether the mail is kept all the same
     */
    record Answer(String octets, boolean hangsUp, boolean keeps) {
        static Answer line(String line) {
            return new Answer(line + "\r\n", false, false);
        }
    }

    /** A mail that it has kept. */
    record Taken(String sender, List<String> recipients, String content) {
        String header() {
            return content.substring(0, content.indexOf("\r\n\r\n") + 2);
        }
    }

    OutsideHost() throws IOException {
        this(0);
    }

    OutsideHost(int port) throws IOException {
        listener = new ServerSocket(port, 200, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void mood(Mood other) {
        mood = other;
    }

    List<Taken> taken() {
        return taken;
    }

    /** All lines that were taken for commands. */
    List<String> commands() {
        return commands;
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
            new Session(socket).run();
        } catch (IOException e) {
            // The client hung up, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection; owned by its thread. */
    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private @Nullable String sender;
        private final List<String> recipients = new ArrayList<>();
        private boolean ended;

        Session(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            answer(Stage.CONNECT, "", "220 outside.example ESMTP");
            while (!ended) {
                String line = until("\r\n");
                commands.add(line);
                command(line);
            }
        }

        private void command(String line) throws IOException {
            switch (line.split(" ", 2)[0]) {
                case "EHLO", "HELO" ->
                        answer(Stage.EHLO, line, "250-outside.example\r\n250 PIPELINING");
                case "STARTTLS" -> answer(Stage.STARTTLS, line, "454 4.7.0 not now");
                case "MAIL" -> {
                    reset();
                    if (answer(Stage.MAIL, line, "250 2.1.0 ok")) {
                        sender = path(line);
                    }
                }
                case "RCPT" -> {
                    if (sender == null) {
                        say("503 5.5.1 MAIL first\r\n");
                    } else if (answer(Stage.RCPT, line, "250 2.1.5 ok")) {
                        recipients.add(path(line));
                    }
                }
                case "DATA" -> data(line);
                case "QUIT" -> {
                    say("221 2.0.0 bye\r\n");
                    ended = true;
                }
                default -> {
                    reset();
                    say("250 2.0.0 ok\r\n");
                }
            }
        }

        private void data(String line) throws IOException {
            String from = sender;
            if (from == null || recipients.isEmpty()) {
                say("554 5.5.1 nobody to take it for\r\n");
            } else if (answer(Stage.DATA, line, "354 go on")) {
                String content = until(END);
                var mail = new Taken(from, List.copyOf(recipients), content);
                Answer unusual = mood.answer(Stage.DOT, content);
                if (unusual == null || unusual.keeps) {
                    taken.add(mail);
                }
                reset();
                act(unusual, "250 2.0.0 taken");
            }
        }

        private void reset() {
            sender = null;
            recipients.clear();
        }

        /** Whether it was the usual one. */
        private boolean answer(Stage stage, String line, String usual) throws IOException {
            Answer unusual = mood.answer(stage, line);
            act(unusual, usual);
            return unusual == null;
        }

        private void act(@Nullable Answer unusual, String usual) throws IOException {
            say(unusual == null ? usual + "\r\n" : unusual.octets);
            ended |= unusual != null && unusual.hangsUp;
            if (unusual != null && unusual.octets.isEmpty() && !unusual.hangsUp) {
                in.transferTo(OutputStream.nullOutputStream()); // until the client gives up
                ended = true;
            }
        }

        private void say(String octets) throws IOException {
            out.write(octets.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** What comes before the end that is waited for. */
        private String until(String end) throws IOException {
            var bytes = new ByteArrayOutputStream();
            int matched = 0;
            while (matched < end.length()) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("client hung up");
                }
                bytes.write(b);
                matched = b == end.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
            }
            String text = bytes.toString(StandardCharsets.UTF_8);
            return text.substring(0, text.length() - end.length());
        }

        private static String path(String line) {
            return line.substring(line.indexOf('<') + 1, line.lastIndexOf('>'));
        }
    }
}
