package org.hailpost.bridge.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;

/** A bridge on loopback over a {@link FakeGateway}. */
final class BridgeFixture implements AutoCloseable {
    private final FakeGateway gateway = new FakeGateway();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Sessions sessions;
    private final BridgeServer server;

    BridgeFixture(SessionLimits limits) {
        this(limits, SocketSettings.defaults("127.0.0.1", 0));
    }

    BridgeFixture(SessionLimits limits, SocketSettings socket) {
        sessions = new Sessions(gateway.ports(), "n1", limits, InstantSource.system());
        List<Route> routes =
                new ArrayList<>(BlobRoutes.of(gateway, gateway.blobs(), socket.allowedOrigins()));
        routes.add(Route.get("/healthz", _ -> Route.Reply.text(200, "ok")));
        routes.add(Route.get("/fails", BridgeFixture::fail));
        server = new BridgeServer(socket, sessions, routes, null);
    }

    private static Route.Reply fail(Route.Request request) {
        throw new IllegalStateException("a fault of " + request.path());
    }

    void start() throws IOException {
        server.start();
    }

    FakeGateway gateway() {
        return gateway;
    }

    Sessions sessions() {
        return sessions;
    }

    BridgeServer server() {
        return server;
    }

    HttpClient http() {
        return http;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    }

    WireClient connect() {
        return connect(UUID.randomUUID());
    }

    WireClient connect(UUID terminal) {
        return WireClient.connect(http, uri("ws", "/bridge"), terminal);
    }

    @Override
    public void close() {
        server.stop(Duration.ofMillis(200));
        http.shutdownNow();
    }
}
