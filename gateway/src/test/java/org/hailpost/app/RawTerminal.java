package org.hailpost.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A terminal that says whatever frames it likes, and acknowledges nothing. */
final class RawTerminal implements WebSocket.Listener, AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder begun = new StringBuilder();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private WebSocket socket;

    private RawTerminal(URI bridge) {
        socket =
                http.newWebSocketBuilder()
                        .subprotocols("hailpost.v1")
                        .buildAsync(bridge, this)
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();
    }

    /** Welcome already. */
    static RawTerminal connect(TestGateway gateway, String account, int window) {
        RawTerminal terminal = new RawTerminal(gateway.bridge().resolve("/bridge"));
        terminal.say(
                """
                {"type":"hello","version":1,"credential":{"password":{"account":"%s","secret":"%s"}},
                "terminal":{"id":"%s","kind":"java","name":"raw"},"window":%d}
                """
                        .formatted(account, TestGateway.SECRET, UUID.randomUUID(), window));
        terminal.await("\"welcome\"");
        return terminal;
    }

    void say(String text) {
        socket.sendText(text, true).orTimeout(30, TimeUnit.SECONDS).join();
    }

    void say(ByteBuffer bytes) {
        socket.sendBinary(bytes, true).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The first frame with this in it. */
    String await(String part) {
        TestTerminal.await(() -> frames.stream().anyMatch(frame -> frame.contains(part)), part);
        return frames.stream().filter(frame -> frame.contains(part)).findFirst().orElseThrow();
    }

    long events() {
        return frames.stream().filter(frame -> frame.contains("\"type\":\"event\"")).count();
    }

    /** Waits for the end. */
    int closeCode() {
        return ended.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        begun.append(data);
        if (last) {
            frames.add(begun.toString());
            begun.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        ended.completeExceptionally(failure);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
