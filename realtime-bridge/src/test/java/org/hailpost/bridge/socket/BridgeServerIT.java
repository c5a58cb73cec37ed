package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.session.Accounts;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Getting in, and being kept out. */
class BridgeServerIT {
    private static final String BOB = "bob@example.org";

    private final BridgeFixture bridge =
            new BridgeFixture(
                    SessionLimits.DEFAULTS.withDeadlines(
                            Duration.ofSeconds(3), Duration.ofSeconds(60)),
                    new SocketSettings(
                            "127.0.0.1",
                            0,
                            Set.of("https://chat.example.org"),
                            new SocketLimits(100, 100, Duration.ofMillis(400))));
    private final long bob = bridge.gateway().account(BOB);

    @BeforeEach
    void start() throws Exception {
        bridge.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @Test
    void aTerminalIsWelcomedSeesWhatComesAndLeavesNothingBehind() {
        bridge.gateway().append(bob, "T7", "before");
        WireClient terminal = bridge.connect().hello(BOB, null, null);
        ServerFrame.Welcome welcome = terminal.expect(ServerFrame.Welcome.class);
        assertThat(welcome.head()).isEqualTo(1);
        assertThat(welcome.resumed()).isFalse();
        assertThat(welcome.node()).isEqualTo("n1");
        terminal.expectMessage(1);
        bridge.gateway().append(bob, "T7", "after");
        assertThat(terminal.expectMessage(2).message().text()).isEqualTo("after");
        terminal.send(new ClientFrame.Ack(2));
        FakeGateway.await("the ack is in the log", () -> bridge.gateway().acked(bob) == 2);
        FakeGateway.await(
                "the ack is in the table",
                () -> bridge.gateway().table().online(bob).getFirst().ackedSeq() == 2);
        terminal.abort();
        FakeGateway.await("the row is gone", () -> bridge.gateway().table().online(bob).isEmpty());
        assertThat(bridge.gateway().subscribers(bob)).isZero();
        assertThat(bridge.sessions().count()).isZero();
    }

    @Test
    void aWrongCredentialIsRefused() {
        Credential wrong = new Credential.Password(BOB, "wrong");
        assertThat(bridge.connect().hello(wrong, null, null).closeCode()).isEqualTo(4001);
    }

    @Test
    void aThrottledTerminalIsToldWhenToComeBack() {
        bridge.gateway().nextLogin(new Accounts.Throttled(Duration.ofSeconds(9)));
        WireClient terminal = bridge.connect().hello(BOB, null, null);
        ServerFrame.Failure failure = terminal.expect(ServerFrame.Failure.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(failure.retryAfterMillis()).isEqualTo(9000);
        assertThat(terminal.closeCode()).isEqualTo(4029);
    }

    @Test
    void aStoreThatIsDownIsForNowOnly() {
        bridge.gateway().down(true);
        WireClient terminal = bridge.connect().hello(BOB, null, null);
        assertThat(terminal.expect(ServerFrame.Failure.class).temporary()).isTrue();
        assertThat(terminal.closeCode()).isEqualTo(1013);
    }

    @Test
    void whoeverSaysNoHelloIsCut() {
        assertThat(bridge.connect().closeCode()).isEqualTo(4000);
    }

    @Test
    void helloComesFirstAndOnce() {
        assertThat(bridge.connect().send(new ClientFrame.Ack(0)).closeCode()).isEqualTo(4000);
        WireClient twice = bridge.connect().hello(BOB, null, null);
        twice.expect(ServerFrame.Welcome.class);
        assertThat(twice.hello(BOB, null, null).closeCode()).isEqualTo(4000);
    }

    @Test
    void twoClientsWithOneTerminalIdTheNewerStays() {
        UUID terminal = UUID.randomUUID();
        WireClient first = bridge.connect(terminal).hello(BOB, null, null);
        first.expect(ServerFrame.Welcome.class);
        WireClient second = bridge.connect(terminal).hello(BOB, null, null);
        second.expect(ServerFrame.Welcome.class);
        assertThat(first.closeCode()).isEqualTo(4009);
        bridge.gateway().append(bob, "T7", "x");
        second.expectMessage(1);
        assertThat(bridge.gateway().table().online(bob)).hasSize(1);
    }

    @Test
    void aForeignOriginIsForbiddenAndAListedOneAndNoneAreNot() throws Exception {
        assertThat(handshake("Origin: https://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(handshake("Origin: null")).startsWith("HTTP/1.1 403");
        assertThat(handshake("Origin: https://chat.example.org")).startsWith("HTTP/1.1 101");
        assertThat(handshake("Origin: http://127.0.0.1:" + bridge.server().port()))
                .startsWith("HTTP/1.1 101");
        assertThat(handshake("X: y")).startsWith("HTTP/1.1 101");
    }

    @Test
    void theSubprotocolIsRequired() {
        assertThatThrownBy(() ->
                        bridge.http()
                                .newWebSocketBuilder()
                                .buildAsync(
                                        bridge.uri("ws", "/bridge"), new WebSocket.Listener() {})
                                .join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("Unexpected HTTP response status code 400");
    }

    @Test
    void httpRoutesAnswerOneAfterTheOtherAndTheRestIsNotFound() throws Exception {
        for (String path : List.of("/healthz", "/nothing", "/bridge", "/healthz?x=1", "/fails")) {
            var answer =
                    bridge.http()
                            .send(
                                    HttpRequest.newBuilder(bridge.uri("http", path)).build(),
                                    BodyHandlers.ofString());
            int expected =
                    switch (path) {
                        case "/nothing" -> 404;
                        case "/bridge" -> 400;
                        case "/fails" -> 500;
                        default -> 200;
                    };
            assertThat(answer.statusCode()).as(path).isEqualTo(expected);
        }
        String pipelined = raw("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
        assertThat(pipelined.split("HTTP/1.1 200 OK", -1)).hasSize(4);
    }

    @Test
    void connectionsBeyondTheLimitOfAnAddressAreCutAtOnce() throws Exception {
        SocketLimits limits = new SocketLimits(10, 2, Duration.ofSeconds(15));
        SocketSettings few = new SocketSettings("127.0.0.1", 0, Set.of(), limits);
        try (BridgeFixture small = new BridgeFixture(SessionLimits.DEFAULTS, few)) {
            small.start();
            try (RawTerminal _ = RawTerminal.connect(small.address(), 0);
                    RawTerminal _ = RawTerminal.connect(small.address(), 0)) {
                assertThatThrownBy(() -> RawTerminal.connect(small.address(), 0).close())
                        .isInstanceOf(IOException.class);
                assertThat(small.sessions().count()).isEqualTo(2);
            }
            FakeGateway.await("both are gone", () -> small.sessions().count() == 0);
        }
    }

    @Test
    void aRequestThatDripsInIsCut() throws Exception {
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost:")).isEmpty();
    }

    private String handshake(String header) throws Exception {
        String answer =
                raw(
                        """
                        GET /bridge HTTP/1.1
                        Host: 127.0.0.1:%d
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                        Sec-WebSocket-Version: 13
                        Sec-WebSocket-Protocol: hailpost.v1
                        %s

                        """
                                .formatted(bridge.server().port(), header)
                                .replace("\n", "\r\n"));
        return answer;
    }

    /** Writes bytes and reads until the server closes, which a deadline makes it do. */
    private String raw(String bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.server().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
