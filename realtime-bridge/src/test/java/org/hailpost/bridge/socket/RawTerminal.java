package org.hailpost.bridge.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A terminal that is hardly more than a socket: it costs next to nothing, and reads only when told
 * to.
 */
final class RawTerminal implements AutoCloseable {
    private final SocketChannel channel;

    private RawTerminal(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects, shakes hands and waits for the answer. A small buffer makes a peer that does not
     * read felt soon.
     */
    static RawTerminal connect(InetSocketAddress server, int receiveBuffer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.connect(server);
        RawTerminal terminal = new RawTerminal(channel);
        terminal.write(
                """
                GET /bridge HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Protocol: hailpost.v1

                """
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        terminal.readUntil("\r\n\r\n");
        return terminal;
    }

    /** A masked text frame with the mask zero and a 16 bit length (RFC 6455 §5.2). */
    void text(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) 0xFE;
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        write(frame);
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(2048);
        while (read.indexOf(text) < 0) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
