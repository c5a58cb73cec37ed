package org.hailpost.bridge.socket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/**
 * A bare protocol client that does only what a test tells it to, on the JDK's WebSocket. It drives
 * any server by URL, so a conformance test may use it against a foreign one.
 */
public final class WireClient implements WebSocket.Listener, AutoCloseable {
    private static final FrameCodec CODEC = FrameCodec.forTerminal();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LinkedBlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final UUID terminal;
    private @Nullable WebSocket socket;

    private WireClient(UUID terminal) {
        this.terminal = terminal;
    }

    public static WireClient connect(HttpClient http, URI server, UUID terminal) {
        WireClient client = new WireClient(terminal);
        client.socket =
                http.newWebSocketBuilder()
                        .subprotocols("hailpost.v1")
                        .connectTimeout(PATIENCE)
                        .buildAsync(server, client)
                        .join();
        return client;
    }

    public WireClient hello(String account, @Nullable Resume resume, @Nullable Integer window) {
        return hello(new Credential.Password(account, "secret"), resume, window);
    }

    public WireClient hello(
            Credential credential, @Nullable Resume resume, @Nullable Integer window) {
        return send(
                new ClientFrame.Hello(
                        1,
                        credential,
                        new Terminal(
                                terminal,
                                TerminalKind.JAVA,
                                "test",
                                List.of("127.0.0.1"),
                                List.of("typing")),
                        resume,
                        window));
    }

    public WireClient send(ClientFrame frame) {
        return text(new String(CODEC.encode(frame), StandardCharsets.UTF_8));
    }

    public WireClient text(String text) {
        socket().sendText(text, true).join();
        return this;
    }

    public void binary(byte[] bytes) {
        socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** One message in pieces. What cannot be sent any more is given up. */
    public void fragments(String text, int size) {
        try {
            for (int at = 0; at < text.length(); at += size) {
                int end = Math.min(text.length(), at + size);
                socket().sendText(text.substring(at, end), end == text.length()).join();
            }
        } catch (CompletionException _) {
            // The server has closed; the code tells why.
        }
    }

    /** Sends unless the server has closed meanwhile. */
    public void trySend(ClientFrame frame) {
        try {
            send(frame);
        } catch (CompletionException _) {
            // The server has closed; the code tells why.
        }
    }

    /** The next frame, which must be of this type. */
    public <T extends ServerFrame> T expect(Class<T> type) {
        ServerFrame frame = next();
        if (!type.isInstance(frame)) {
            throw new AssertionError("expected " + type.getSimpleName() + " but got " + frame);
        }
        return type.cast(frame);
    }

    /** The next frame of this type; others are passed over. */
    public <T extends ServerFrame> T await(Class<T> type) {
        while (true) {
            ServerFrame frame = next();
            if (type.isInstance(frame)) {
                return type.cast(frame);
            }
        }
    }

    public Event.MessageNew expectMessage(long seq) {
        Event.MessageNew event = expect(Event.MessageNew.class);
        if (event.seq() != seq) {
            throw new AssertionError("expected seq " + seq + " but got " + event.seq());
        }
        return event;
    }

    /** A frame that has come or comes soon; null if none does. */
    public @Nullable ServerFrame poll(Duration patience) {
        try {
            return frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private ServerFrame next() {
        ServerFrame frame = poll(PATIENCE);
        if (frame == null) {
            throw new AssertionError("no frame came; closed=" + closed.getNow(null));
        }
        return frame;
    }

    /** The code the server closed with. */
    public int closeCode() {
        try {
            return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not closed; waiting frames: " + frames, e);
        }
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    /** Cuts the connection, as a lost network does. */
    public void abort() {
        socket().abort();
    }

    @Override
    public void close() {
        abort();
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            byte[] json = partial.toString().getBytes(StandardCharsets.UTF_8);
            partial.setLength(0);
            try {
                frames.add(CODEC.decodeServer(json));
            } catch (Exception e) {
                closed.completeExceptionally(e);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }
}
