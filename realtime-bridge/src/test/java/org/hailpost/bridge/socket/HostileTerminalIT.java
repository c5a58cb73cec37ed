package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Terminals that say what they should not, too much of it, or nothing. */
class HostileTerminalIT {
    private static final String BOB = "bob@example.org";

    private final BridgeFixture bridge =
            new BridgeFixture(
                    SessionLimits.DEFAULTS
                            .withDeadlines(Duration.ofSeconds(5), Duration.ofMillis(500))
                            .withRates(3, 10, 40));
    private final long bob = bridge.gateway().account(BOB);

    @BeforeEach
    void start() throws Exception {
        bridge.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private WireClient welcomed() {
        WireClient client = bridge.connect().hello(BOB, null, null);
        client.expect(ServerFrame.Welcome.class);
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[1]", "{\"type\":\"ack\"}", "{\"kind\":\"x\"}"})
    void whatIsNoFrameEndsTheSession(String text) {
        assertThat(welcomed().text(text).closeCode()).isEqualTo(4000);
        assertThat(bridge.connect().text(text).closeCode()).isEqualTo(4000);
    }

    @Test
    void aBadRequestWithANumberIsAnswered() {
        WireClient client = welcomed();
        client.text("{\"type\":\"history\",\"request\":4,\"thread\":\"T1; DROP TABLE\"}");
        ServerFrame.Failure failure = client.expect(ServerFrame.Failure.class);
        assertThat(failure.request()).isEqualTo(4);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID);
        assertThat(failure.detail()).isEqualTo("history: thread must look like T9");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void anUnknownRequestIsUnsupportedAndAnUnknownHintIgnored() {
        WireClient client = welcomed();
        client.text("{\"type\":\"wave\"}");
        client.text("{\"type\":\"hail\",\"request\":16,\"to\":\"amy@x.com\"}");
        ServerFrame.Failure failure = client.expect(ServerFrame.Failure.class);
        assertThat(failure.request()).isEqualTo(16);
        assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void anOversizedFrameIsTooBigWholeOrInFragments() {
        String big = "x".repeat(70_000);
        assertThat(welcomed().text(big).closeCode()).isEqualTo(1009);
        WireClient client = welcomed();
        client.fragments(big, 1000);
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void aBinaryFrameIsNotTaken() {
        WireClient client = welcomed();
        client.binary(new byte[] {1, 2, 3});
        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void sendsBeyondTheRateAreRefusedForNowAndTheSessionLivesOn() {
        WireClient client = welcomed();
        for (int i = 1; i <= 4; i++) {
            client.send(
                    new ClientFrame.Send(
                            i, UUID.randomUUID(), "T7", List.of(), null, "x", List.of(), null));
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(client.await(ServerFrame.Ok.class).request()).isEqualTo(i);
        }
        ServerFrame.Failure failure = client.await(ServerFrame.Failure.class);
        assertThat(failure.request()).isEqualTo(4);
        assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(failure.temporary()).isTrue();
        assertThat(failure.retryAfterMillis()).isBetween(1L, 20_000L);
    }

    @Test
    void aFloodEndsTheSession() {
        WireClient client = welcomed();
        for (int i = 0; i < 2000 && client.isOpen(); i++) {
            client.trySend(new ClientFrame.Ack(0));
        }
        assertThat(client.closeCode()).isEqualTo(4029);
    }

    @Test
    void aTerminalThatAcknowledgesNothingGetsItsWindowAndIsThenClosed() {
        for (int i = 0; i < 200; i++) {
            bridge.gateway().append(bob, "T7", "x");
        }
        WireClient client = bridge.connect().hello(BOB, new Resume("e1", 0), 10);
        client.expect(ServerFrame.Welcome.class);
        for (int seq = 1; seq <= 10; seq++) {
            client.expectMessage(seq);
        }
        assertThat(client.closeCode()).isEqualTo(4008);
        assertThat(client.poll(Duration.ZERO)).isNull();
        FakeGateway.await("the row is gone", () -> bridge.gateway().table().online(bob).isEmpty());
        WireClient again = bridge.connect().hello(BOB, new Resume("e1", 0), null);
        again.expect(ServerFrame.Welcome.class);
        again.expectMessage(1);
    }

    /**
     * Large events to a peer that reads nothing: the socket's buffers fill, and then the log is no
     * longer read.
     */
    @Test
    void aPeerThatReadsNothingCostsItsBuffersAndIsCut() throws IOException {
        String text = "y".repeat(16_000);
        for (int i = 0; i < 900; i++) {
            bridge.gateway().append(bob, "T7", text);
        }
        try (RawTerminal terminal = RawTerminal.connect(bridge.address(), 4096)) {
            terminal.text(
                    """
                    {"type":"hello","version":1,"window":1024,"resume":{"epoch":"e1","seq":0},\
                    "credential":{"password":{"account":"bob@example.org","secret":"secret"}},\
                    "terminal":{"id":"0190b6a0-0000-7000-8000-000000000001","kind":"java"}}\
                    """);
            FakeGateway.await(
                    "the terminal is online",
                    () -> !bridge.gateway().table().online(bob).isEmpty());
            FakeGateway.await(
                    "the terminal is cut", () -> bridge.gateway().table().online(bob).isEmpty());
            assertThat(bridge.gateway().furthestRead(bob)).isLessThan(900);
        }
    }
}
