package org.hailpost.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.MalformedFrameException;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that does harm by doing nothing: it acknowledges no event, or reads nothing at all
 * after its hello. It comes back whenever the gateway has had enough of it.
 */
final class RudeTerminal implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int WINDOW = 64;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Executor later =
            java.util.concurrent.CompletableFuture.delayedExecutor(
                    PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    private final FrameCodec codec = FrameCodec.forTerminal();
    private final URI bridge;
    private final ClientFrame.Hello hello;
    private final boolean reads;
    private final AtomicLong wrong = new AtomicLong();
    private volatile @Nullable WebSocket socket;
    private volatile boolean closed;

    RudeTerminal(URI bridge, Target.Login login, boolean reads) {
        this.bridge = bridge;
        this.reads = reads;
        this.hello =
                new ClientFrame.Hello(
                        ClientFrame.Hello.VERSION,
                        login.credential(),
                        new Terminal(
                                UUID.randomUUID(), TerminalKind.JAVA, "rude", List.of(), List.of()),
                        null,
                        WINDOW);
    }

    void come() {
        var _ =
                http.newWebSocketBuilder()
                        .subprotocols("hailpost.v1")
                        .buildAsync(bridge.resolve("/bridge"), new Session())
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                again();
                            }
                        });
    }

    /** Events that came beyond the window, or out of turn. */
    long wrong() {
        return wrong.get();
    }

    private void again() {
        later.execute(() -> {
            if (!closed) {
                come();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        http.shutdownNow();
    }

    private final class Session implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();
        private int events;
        private long last;

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            var _ = opened.sendText(new String(codec.encode(hello), StandardCharsets.UTF_8), true);
            if (reads) {
                opened.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean whole) {
            begun.append(data);
            if (whole) {
                frame(begun.toString());
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void frame(String json) {
            try {
                ServerFrame frame = codec.decodeServer(json.getBytes(StandardCharsets.UTF_8));
                if (frame instanceof Event event) {
                    events++;
                    if (events > WINDOW || (last > 0 && event.seq() != last + 1)) {
                        wrong.incrementAndGet();
                    }
                    last = event.seq();
                }
            } catch (MalformedFrameException e) {
                wrong.incrementAndGet();
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            again();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            again();
        }
    }
}
