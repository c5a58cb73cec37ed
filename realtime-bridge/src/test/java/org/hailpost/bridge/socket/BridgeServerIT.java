package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BridgeServerIT {
    private final BridgeFixture bridge = new BridgeFixture(SessionSettings.defaults("n1"));
    private long bob;

    @BeforeEach
    void start() throws Exception {
        bob = bridge.gateway().account("bob@example.org");
        bridge.start();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @Test
    void aTerminalIsWelcomedAndSeesWhatComes() {
        bridge.gateway().append(bob, "T7", "before");
        WireClient terminal = bridge.connect().hello("bob@example.org", null, null);
        ServerFrame.Welcome welcome = terminal.expect(ServerFrame.Welcome.class);
        assertThat(welcome.head()).isEqualTo(1);
        assertThat(welcome.resumed()).isFalse();
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
    }

    @Test
    void aWrongCredentialIsRefused() {
        WireClient terminal =
                bridge.connect()
                        .hello(new Credential.Password("bob@example.org", "wrong"), null, null);
        assertThat(terminal.closeCode()).isEqualTo(4001);
    }
}
