package org.hailpost.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The ceiling: an SMTP server that says yes and keeps nothing, in a process of its own. What it
 * takes in a second is what the driver and the kernel can do; no server that keeps mail can do
 * more.
 */
public final class DiscardSink {
    private static final byte[] BANNER = bytes("220 sink.example ESMTP");
    private static final byte[] YES = bytes("250 2.0.0 Ok");
    private static final byte[] GO_ON = bytes("354 Go on");
    private static final byte[] BYE = bytes("221 2.0.0 Bye");

    private DiscardSink() {}

    /** Prints its port on a line, and runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1024);
        try (Loop loop = new Loop("sink")) {
            loop.listen(server, Session::new);
            System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
            Thread.currentThread().join();
        }
    }

    private static byte[] bytes(String reply) {
        return (reply + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Session implements Talker {
        private static final byte[] END = bytes("\r\n.");

        private boolean data;
        private int matched;
        private final StringBuilder command = new StringBuilder();

        @Override
        public void connected(Wire wire) {
            wire.send(BANNER);
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
            switch (verb) {
                case 'D' -> {
                    data = true;
                    matched = 2; // a dot may come at once
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
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                matched = b == END[matched] ? matched + 1 : b == '\r' ? 1 : 0;
                if (matched == END.length) {
                    matched = 0;
                    data = false;
                    wire.send(YES);
                    return;
                }
            }
        }

        @Override
        public void closed(String why) {}
    }
}
