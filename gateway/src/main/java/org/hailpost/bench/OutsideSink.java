package org.hailpost.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mail hosts outside, on loopback: closed at first; then they offer PIPELINING, take every mail and
 * keep none. Everything of theirs happens on the loop's thread.
 */
final class OutsideSink implements AutoCloseable {
    private static final byte[] BANNER = bytes("220 outside.example ESMTP");
    private static final byte[] CLOSED = bytes("421 4.3.2 Closed");
    private static final byte[] HELLO =
            bytes("250-outside.example\r\n250-PIPELINING\r\n250 8BITMIME");
    private static final byte[] YES = bytes("250 2.0.0 Ok");
    private static final byte[] GO_ON = bytes("354 Go on");
    private static final byte[] BYE = bytes("221 2.0.0 Bye");
    private static final byte[] END = bytes("\r\n.");
    private static final int HEADER = 4096;

    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private volatile @Nullable Watcher watcher;

    /** Is told of each mail. */
    interface Watcher {
        /** Then the beginnings of mails are not even looked at. */
        Watcher NOBODY = (_, _) -> {};

        /**
         * A mail got its 250.
         *
         * @param beginning of its content
         * @param at a time of {@link System#nanoTime}
         */
        void taken(String beginning, long at);
    }

    /** On ports of their own; closed until {@link #open}. */
    OutsideSink(Loop loop, int hosts) throws IOException {
        for (int i = 0; i < hosts; i++) {
            ServerSocketChannel server = ServerSocketChannel.open();
            servers.add(server);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1024);
            loop.listen(server, Session::new);
        }
    }

    /** Of each host. */
    List<Integer> ports() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (ServerSocketChannel server : servers) {
            ports.add(((InetSocketAddress) server.getLocalAddress()).getPort());
        }
        return ports;
    }

    /** From now on they take mail. */
    void open(Watcher told) {
        watcher = told;
    }

    /** From now on they are closed again. */
    void shut() {
        watcher = null;
    }

    private static byte[] bytes(String reply) {
        return (reply + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes no more connections; those that are open go on. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel server : servers) {
            server.close();
        }
    }

    private final class Session implements Talker {
        private final StringBuilder command = new StringBuilder();
        private final StringBuilder beginning = new StringBuilder();
        private boolean data;
        private int matched;

        @Override
        public void connected(Wire wire) {
            if (watcher == null) {
                wire.send(CLOSED);
                wire.close();
            } else {
                wire.send(BANNER);
            }
        }

        @Override
        public void received(Wire wire, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                if (data) {
                    content(wire, bytes);
                } else {
                    command(wire, (char) bytes.get());
                }
            }
        }

        private void command(Wire wire, char c) {
            if (c != '\n') {
                command.append(c);
                return;
            }
            char verb = command.isEmpty() ? ' ' : command.charAt(0);
            command.setLength(0);
            if (watcher == null) {
                wire.send(CLOSED);
                wire.close();
                return;
            }
            switch (verb) {
                case 'E' -> wire.send(HELLO);
                case 'D' -> {
                    data = true;
                    matched = 2; // a dot may come at once
                    beginning.setLength(0);
                    wire.send(GO_ON);
                }
                case 'Q' -> {
                    wire.send(BYE);
                    wire.close();
                }
                default -> wire.send(YES);
            }
        }

        private void content(Wire wire, ByteBuffer bytes) {
            Watcher told = watcher;
            boolean listened = told != null && !told.equals(Watcher.NOBODY);
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                if (listened && beginning.length() < HEADER) {
                    beginning.append((char) b);
                }
                matched = b == END[matched] ? matched + 1 : b == '\r' ? 1 : 0;
                if (matched == END.length) {
                    data = false;
                    wire.send(YES);
                    if (told != null) {
                        told.taken(beginning.toString(), System.nanoTime());
                    }
                    return;
                }
            }
        }

        @Override
        public void closed(String why) {}
    }
}
