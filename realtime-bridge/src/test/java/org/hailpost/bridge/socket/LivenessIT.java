package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.TerminalKind;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings, leases, and rows of the mapping table that change behind a session's back. */
class LivenessIT {
    private static final String BOB = "bob@example.org";

    private final BridgeFixture bridge =
            new BridgeFixture(
                    SessionLimits.DEFAULTS.withPing(Duration.ofMillis(100), Duration.ofSeconds(2)));
    private final long bob = bridge.gateway().account(BOB);

    @BeforeEach
    void start() throws Exception {
        bridge.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private Mapping row() {
        return bridge.gateway().table().online(bob).getFirst();
    }

    @Test
    void aTerminalThatAnswersPingsStaysAndItsLeaseIsRenewed() {
        WireClient client = bridge.connect().hello(BOB, null, null);
        client.expect(ServerFrame.Welcome.class);
        Instant first = row().leaseUntil();
        FakeGateway.await(
                "the lease outlives the first one by far",
                () -> row().leaseUntil().isAfter(first.plusSeconds(3)));
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void aTerminalThatFallsSilentIsCut() throws IOException {
        try (RawTerminal terminal = RawTerminal.connect(bridge.address(), 0)) {
            terminal.text(
                    """
                    {"type":"hello","version":1,\
                    "credential":{"password":{"account":"bob@example.org","secret":"secret"}},\
                    "terminal":{"id":"0190b6a0-0000-7000-8000-000000000001","kind":"java"}}\
                    """);
            terminal.readUntil("welcome");
            assertThat(bridge.gateway().table().online(bob)).hasSize(1);
            FakeGateway.await(
                    "the silent terminal is gone",
                    () -> bridge.gateway().table().online(bob).isEmpty());
        }
    }

    @Test
    void aSessionWhoseRowAnotherNodeTookIsReplaced() {
        UUID terminal = UUID.randomUUID();
        WireClient client = bridge.connect(terminal).hello(BOB, null, null);
        client.expect(ServerFrame.Welcome.class);
        Mapping mine = row();
        Mapping theirs =
                new Mapping(
                        bob,
                        BOB,
                        terminal,
                        UUID.randomUUID(),
                        "n2",
                        TerminalKind.CLI,
                        "",
                        List.of(),
                        "192.0.2.1:1",
                        List.of(),
                        Instant.now(),
                        Instant.now().plusSeconds(60),
                        0);
        assertThat(bridge.gateway().table().register(theirs))
                .contains(new Owner(bob, terminal, mine.session(), "n1"));
        assertThat(client.closeCode()).isEqualTo(4009);
        assertThat(row().node()).isEqualTo("n2");
    }

    @Test
    void aSessionWhoseRowWasLostMayComeAgain() {
        WireClient client = bridge.connect().hello(BOB, null, null);
        client.expect(ServerFrame.Welcome.class);
        Mapping mine = row();
        bridge.gateway()
                .table()
                .remove(List.of(new Owner(bob, mine.terminal(), mine.session(), "n1")));
        assertThat(client.closeCode()).isEqualTo(1013);
    }
}
