package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    @TempDir private Path folder;

    @Test
    void aNewCertificateServesTheNextConnectionWithoutARestart() throws Exception {
        SSLContext first = SelfSigned.context(folder, "first");
        SSLContext second = SelfSigned.context(folder, "second");
        AtomicReference<SSLContext> current = new AtomicReference<>(first);
        FakeGateway gateway = new FakeGateway();
        gateway.account("bob@example.org");
        Sessions sessions =
                new Sessions(gateway.ports(), "n1", SessionLimits.DEFAULTS, InstantSource.system());
        BridgeServer server =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", 0), sessions, List.of(), current::get);
        server.start();
        try (HttpClient http = HttpClient.newBuilder().sslContext(first).build()) {
            URI uri = URI.create("wss://127.0.0.1:" + server.port() + "/bridge");
            WireClient client = WireClient.connect(http, uri, UUID.randomUUID());
            client.hello("bob@example.org", null, null).expect(ServerFrame.Welcome.class);
            assertThat(served(first, server.port())).isEqualTo("CN=first");
            current.set(second);
            assertThat(served(second, server.port())).isEqualTo("CN=second");
            gateway.append(1, "T7", "still there");
            client.expectMessage(1);
            client.abort();
        } finally {
            server.stop(Duration.ofMillis(200));
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsSaidInPlainWords() throws Exception {
        assertThat(trouble(SelfSigned.context(folder, "unknown")))
                .startsWith("the gateway's certificate is not trusted here: ");
    }

    @Test
    void tlsWithAServerThatHasNoneIsSaidInPlainWords() throws Exception {
        assertThat(trouble(null)).startsWith("no TLS there: ");
    }

    /** What a client that trusts the system's authorities says of a server. */
    private static String trouble(@Nullable SSLContext serving) throws Exception {
        Sessions sessions =
                new Sessions(
                        new FakeGateway().ports(),
                        "n1",
                        SessionLimits.DEFAULTS,
                        InstantSource.system());
        BridgeServer server =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", 0),
                        sessions,
                        List.of(),
                        serving == null ? null : () -> serving);
        server.start();
        var told = new CompletableFuture<String>();
        try (BridgeClient client =
                BridgeClient.builder(URI.create("wss://127.0.0.1:" + server.port()))
                        .password("bob@example.org", "secret")
                        .build()) {
            client.connect(
                    new Listener() {
                        @Override
                        public void disconnected(Disconnected why) {
                            told.complete(why.detail());
                        }
                    });
            return told.orTimeout(30, TimeUnit.SECONDS).join();
        } finally {
            server.stop(Duration.ofMillis(200));
        }
    }

    private static String served(SSLContext trusting, int port) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }
}
