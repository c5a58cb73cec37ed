package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.hailpost.bridge.session.FakeBlobs;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;
import org.hailpost.bridge.socket.BlobRoutes;
import org.hailpost.bridge.socket.BridgeServer;
import org.hailpost.bridge.socket.SelfSigned;
import org.hailpost.bridge.socket.SocketSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the Java client over lines that break, in the clear and over TLS. */
class BlobTransferIT {
    private static final String BOB = "bob@example.org";

    /** More cuts of {@link #line} than a transfer that gets nowhere would bear. */
    private static final int SIZE = 1_000_000;

    private static final int CUTS = 6;

    @TempDir private Path folder;
    private final FakeGateway gateway = new FakeGateway();
    private final byte[] bytes = new byte[SIZE];
    private long bob;
    private SSLContext tls;
    private BridgeServer clear;
    private BridgeServer secure;

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(bytes);
        bob = gateway.account(BOB);
        tls = SelfSigned.context(folder, "gateway");
        clear = serve(null);
        secure = serve(tls);
    }

    @AfterEach
    void stop() {
        clear.stop(Duration.ofMillis(200));
        secure.stop(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void anUploadGoesOnWhereTheLineWasCut(String scheme) throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes);
        try (CuttingProxy line = line(scheme);
                HttpClient http = trusting();
                BridgeClient client = client(scheme, line.port(), http)) {
            assertThat(client.upload(file).join().blob()).isEqualTo(FakeBlobs.blob(bytes));
            assertThat(line.cuts()).isGreaterThanOrEqualTo(CUTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void aDownloadGoesOnWhereTheLineWasCut(String scheme) throws Exception {
        gateway.blobs().put(bob, "M77", "2", "a.bin", "application/octet-stream", bytes);
        var out = new ByteArrayOutputStream();
        try (CuttingProxy line = line(scheme);
                HttpClient http = trusting();
                BridgeClient client = client(scheme, line.port(), http)) {
            assertThat(client.download("M77", "2", out).join()).isEqualTo(SIZE);
            assertThat(line.cuts()).isGreaterThanOrEqualTo(CUTS);
        }
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    /** The gateway has all of it then, and must not be told that the file has changed. */
    @Test
    void anUploadWhoseLastAnswerIsLostIsWhole() throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes);
        try (var line = new LostAnswer(clear.port());
                HttpClient http = trusting();
                BridgeClient client = client("ws", line.port(), http)) {
            assertThat(client.upload(file).join().blob()).isEqualTo(FakeBlobs.blob(bytes));
            assertThat(line.lost()).isTrue();
        }
    }

    /** Neither the file nor the password goes to a host that the client does not trust. */
    @Test
    void nothingGoesToAGatewayWhoseCertificateIsNotTrusted() throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes);
        try (HttpClient http = HttpClient.newHttpClient();
                BridgeClient client = client("wss", secure.port(), http)) {
            assertThatThrownBy(() -> client.upload(file).join())
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseInstanceOf(CertPathBuilderException.class)
                    .hasStackTraceContaining(SSLHandshakeException.class.getName());
        }
    }

    private BridgeServer serve(@Nullable SSLContext context) throws IOException {
        BridgeServer server =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", 0),
                        new Sessions(
                                gateway.ports(),
                                "n1",
                                SessionLimits.DEFAULTS,
                                InstantSource.system()),
                        BlobRoutes.of(gateway, gateway.blobs(), Set.of()),
                        context == null ? null : () -> context);
        server.start();
        return server;
    }

    private CuttingProxy line(String scheme) throws IOException {
        return new CuttingProxy(
                (scheme.equals("wss") ? secure : clear).port(), 11, 60_000, 150_000);
    }

    private HttpClient trusting() {
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private static BridgeClient client(String scheme, int port, HttpClient http) {
        return BridgeClient.builder(URI.create(scheme + "://127.0.0.1:" + port))
                .password(BOB, "secret")
                .httpClient(http)
                .build();
    }
}
