package org.hailpost.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a WebSocket (RFC 6455), as small as the bridge lets it be: text frames in
 * one piece, pings answered, no extensions. Thousands of them fit into one {@link Loop}.
 */
abstract class WebSocketTalker implements Talker {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    /**
     * Masking protects proxies from scripts that choose the bytes on the wire (RFC 6455 §10.3);
     * nothing of the kind is here, so the mask is one that costs nothing.
     */
    private static final int MASK = 0;

    /** The answer to the handshake is not looked at: the bridge's own tests do. */
    private static final byte[] HANDSHAKE =
            ("GET "
                            + ProtocolDocuments.PATH
                            + " HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: aGFpbHBvc3QgYmVuY2ggMQ==\r\n"
                            + "Sec-WebSocket-Protocol: "
                            + ProtocolDocuments.SUBPROTOCOL
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SWITCHED = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);

    /** What came of a frame or of the handshake, up to where it is whole. */
    private @Nullable ByteBuffer begun;

    private boolean open;

    /** The handshake is done. */
    abstract void opened(Wire wire);

    abstract void text(Wire wire, String text);

    /** The other side said why it goes; nothing follows. */
    abstract void saidGoodbye(int code);

    @Override
    public void connected(Wire wire) {
        begun = null;
        open = false;
        wire.send(HANDSHAKE);
    }

    @Override
    public void received(Wire wire, ByteBuffer bytes) {
        ByteBuffer all = begun == null ? bytes : joined(begun, bytes);
        begun = null;
        while (open ? frame(wire, all) : switched(wire, all)) {
            // The next one.
        }
        if (all.hasRemaining()) {
            begun = joined(all, ByteBuffer.allocate(0));
        }
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    /** False if the answer to the handshake has not come in whole. */
    private boolean switched(Wire wire, ByteBuffer bytes) {
        for (int i = bytes.position() + 3; i < bytes.limit(); i++) {
            if (bytes.getInt(i - 3) == 0x0D0A0D0A) { // CR LF CR LF
                byte[] head = new byte[i + 1 - bytes.position()];
                bytes.get(head);
                if (!new String(head, StandardCharsets.ISO_8859_1)
                        .startsWith(new String(SWITCHED, StandardCharsets.ISO_8859_1))) {
                    wire.close();
                    closed(
                            "no WebSocket: "
                                    + new String(head, StandardCharsets.ISO_8859_1)
                                            .lines()
                                            .findFirst()
                                            .orElse(""));
                    bytes.position(bytes.limit());
                    return false;
                }
                open = true;
                opened(wire);
                return true;
            }
        }
        return false;
    }

    /** False if there is no whole frame (RFC 6455 §5.2). */
    private boolean frame(Wire wire, ByteBuffer bytes) {
        int start = bytes.position();
        if (bytes.remaining() < 2) {
            return false;
        }
        int opcode = bytes.get() & 0x0F;
        int length = bytes.get() & 0x7F;
        int more = length == 127 ? Long.BYTES : length == 126 ? Short.BYTES : 0;
        if (bytes.remaining() < more) {
            bytes.position(start);
            return false;
        }
        if (more == Short.BYTES) {
            length = bytes.getShort() & 0xFFFF;
        } else if (more == Long.BYTES) {
            length = Math.toIntExact(bytes.getLong());
        }
        if (bytes.remaining() < length) {
            bytes.position(start);
            return false;
        }
        byte[] payload = new byte[length];
        bytes.get(payload);
        switch (opcode) {
            case TEXT -> text(wire, new String(payload, StandardCharsets.UTF_8));
            case PING -> send(wire, PONG, payload);
            case CLOSE -> {
                send(wire, CLOSE, payload);
                wire.close();
                saidGoodbye(length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xFFFF);
                bytes.position(bytes.limit());
                return false;
            }
            default -> {} // A pong is nothing to us.
        }
        return true;
    }

    static void sendText(Wire wire, byte[] text) {
        send(wire, TEXT, text);
    }

    private static void send(Wire wire, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) (FINAL | opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        }
        wire.send(frame.putInt(MASK).put(payload).flip());
    }
}
