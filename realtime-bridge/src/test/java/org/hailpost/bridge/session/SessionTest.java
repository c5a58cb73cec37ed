package org.hailpost.bridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final String BOB = "bob@example.org";

    private final SessionFixture bridge = new SessionFixture(SessionLimits.DEFAULTS);
    private final FakeGateway gateway = bridge.gateway();
    private final long bob = gateway.account(BOB);

    @AfterEach
    void stop() {
        gateway.down(false);
        bridge.close();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            gateway.append(bob, "T7", "x");
        }
    }

    /** A request's answer proves that everything before it was handled. */
    private static void roundTrip(SessionFixture.End end) {
        end.say(new ClientFrame.Unknown("nop", 1L));
        assertThat(end.outlet().expect(ServerFrame.Failure.class).code())
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void theWindowIsTheMostThatIsInFlight() {
        var end = bridge.terminal(BOB, null, 3);
        append(10);
        end.outlet().expectMessages(1, 3);
        roundTrip(end);
        assertThat(end.outlet().isSilent()).isTrue();
        end.say(new ClientFrame.Ack(2));
        end.outlet().expectMessages(4, 5);
        end.say(new ClientFrame.Ack(5));
        end.outlet().expectMessages(6, 8);
    }

    @Test
    void aTerminalThatCannotTakeBytesIsNotReadFor() {
        var end = bridge.terminal(BOB, null, null);
        end.outlet().writable(false);
        append(5);
        roundTrip(end);
        assertThat(end.outlet().isSilent()).isTrue();
        end.outlet().writable(true);
        end.session().writable();
        end.outlet().expectMessages(1, 5);
    }

    @Test
    void replayGoesFromTheResumePointAndThenLive() {
        append(200);
        var end = bridge.terminal(BOB, new Resume("e1", 150), null);
        append(5);
        end.outlet().expectMessages(151, 205);
    }

    @Test
    void withoutAResumePointItBeginsWhereAllTerminalsWereAway() {
        append(10);
        var first = bridge.terminal(BOB, null, null);
        first.outlet().expectMessages(1, 10);
        first.say(new ClientFrame.Ack(7));
        FakeGateway.await("the ack is stored", () -> gateway.acked(bob) == 7);
        var second = bridge.terminal(BOB, null, null);
        second.outlet().expectMessages(8, 10);
    }

    @Test
    void aPokeAheadOfTheLogIsNoGap() {
        append(2);
        var end = bridge.terminal(BOB, null, null);
        end.outlet().expectMessages(1, 2);
        gateway.poke(bob, 50);
        roundTrip(end);
        append(1);
        end.outlet().expectMessages(3, 3);
    }

    @Test
    void aLogThatNoLongerHoldsWhatComesNextIsAResyncAndTheSessionGoesOn() {
        var end = bridge.terminal(BOB, null, 2);
        append(10);
        end.outlet().expectMessages(1, 2);
        gateway.trim(bob, 6);
        end.say(new ClientFrame.Ack(2));
        ServerFrame.Resync resync = end.outlet().expect(ServerFrame.Resync.class);
        assertThat(resync).isEqualTo(new ServerFrame.Resync("e1", 10));
        append(1);
        end.outlet().expectMessages(11, 11);
        assertThat(end.outlet().closed()).isNull();
    }

    @Test
    void aNewEpochEndsTheSession() {
        var end = bridge.terminal(BOB, null, 2);
        append(4);
        end.outlet().expectMessages(1, 2);
        gateway.trim(bob, 4);
        gateway.epoch(bob, "e2");
        end.say(new ClientFrame.Ack(2));
        end.outlet().expect(ServerFrame.Resync.class);
        assertThat(end.outlet().awaitClosed()).isEqualTo(CloseCode.RESYNC);
    }

    @Test
    void rowsHiddenFromAGuestNeitherShowNorEatTheWindow() {
        var guest = bridge.guest("T5", 2);
        for (int i = 0; i < 100; i++) {
            gateway.append(bob, i % 10 == 9 ? "T5" : "T6", "x");
        }
        for (int i = 10; i <= 100; i += 10) {
            assertThat(guest.outlet().expect(Event.MessageNew.class).seq()).isEqualTo(i);
            guest.say(new ClientFrame.Ack(i));
        }
        gateway.append(bob, "T6", "x");
        gateway.append(bob, "T5", "x");
        assertThat(guest.outlet().expect(Event.MessageNew.class).seq()).isEqualTo(102);
    }

    @Test
    void anAckOfWhatWasNeverSentIsMalformed() {
        append(1);
        var end = bridge.terminal(BOB, null, null);
        end.outlet().expectMessages(1, 1);
        end.say(new ClientFrame.Ack(2));
        assertThat(end.outlet().awaitClosed()).isEqualTo(CloseCode.MALFORMED);
    }

    @Test
    void whenTheStoreIsDownRequestsFailForNowAndTheSessionLivesOn() {
        var end = bridge.terminal(BOB, null, null);
        gateway.down(true);
        end.say(new ClientFrame.Threads(3, null, null));
        ServerFrame.Failure failure = end.outlet().expect(ServerFrame.Failure.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.temporary()).isTrue();
        append(3);
        roundTrip(end);
        gateway.down(false);
        end.session().tick(System.nanoTime());
        end.outlet().expectMessages(1, 3);
    }

    @Test
    void deadlinesAreMetByTheClock() {
        var silent = bridge.connect();
        silent.session().tick(System.nanoTime() + Duration.ofSeconds(4).toNanos());
        assertThat(silent.outlet().closed()).isNull();
        silent.session().tick(System.nanoTime() + Duration.ofSeconds(6).toNanos());
        assertThat(silent.outlet().closed()).isEqualTo(CloseCode.MALFORMED);

        append(1);
        var slow = bridge.terminal(BOB, null, null);
        slow.outlet().expectMessages(1, 1);
        slow.session().tick(System.nanoTime() + Duration.ofSeconds(26).toNanos());
        assertThat(slow.outlet().pings()).isEqualTo(1);
        slow.session().tick(System.nanoTime() + Duration.ofSeconds(61).toNanos());
        assertThat(slow.outlet().closed()).isEqualTo(CloseCode.SLOW);

        var dead = bridge.terminal(BOB, new Resume("e1", 1), null);
        dead.session().tick(System.nanoTime() + Duration.ofSeconds(61).toNanos());
        assertThat(dead.outlet().closed()).isEqualTo(CloseCode.GOING_AWAY);
    }

    @Test
    void acknowledgingSomeKeepsASlowTerminalAlive() {
        append(2);
        var end = bridge.terminal(BOB, null, null);
        end.outlet().expectMessages(1, 2);
        end.say(new ClientFrame.Ack(2));
        FakeGateway.await("the ack is stored", () -> gateway.acked(bob) == 2);
        end.session().tick(System.nanoTime() + Duration.ofSeconds(59).toNanos());
        assertThat(end.outlet().closed()).isNull();
    }

    @Test
    void acknowledgingEveryEventByItselfIsNoFlood() {
        var end = bridge.terminal(BOB, null, 1024);
        append(3000);
        for (long seq = 1; seq <= 3000; seq++) {
            end.outlet().expectMessages(seq, seq);
            end.say(new ClientFrame.Ack(seq));
        }
        FakeGateway.await("the last ack is stored", () -> gateway.acked(bob) == 3000);
        assertThat(end.outlet().closed()).isNull();
    }

    @Test
    void typingReachesTheOtherTerminalsAndTheLocalParty() {
        long amy = gateway.account("amy@example.org");
        var first = bridge.terminal(BOB, null, null);
        var second = bridge.terminal(BOB, null, null);
        var guest = bridge.guest("T" + 99, 2);
        var party = bridge.terminal("amy@example.org", null, null);
        roundTrip(second);
        roundTrip(party);
        first.say(new Ephemeral("typing", "T" + amy, "forged@x.com", "started"));
        assertThat(second.outlet().expect(Ephemeral.class))
                .isEqualTo(new Ephemeral("typing", "T" + amy, BOB, "started"));
        assertThat(party.outlet().expect(Ephemeral.class))
                .isEqualTo(new Ephemeral("typing", "T" + bob, BOB, "started"));
        roundTrip(first);
        assertThat(first.outlet().isSilent()).isTrue();
        assertThat(guest.outlet().isSilent()).isTrue();
        second.outlet().writable(false);
        first.say(new Ephemeral("typing", "T" + amy, null, "stopped"));
        party.outlet().expect(Ephemeral.class);
        assertThat(second.outlet().isSilent()).isTrue();
    }

    @Test
    void revokingAnAccountClosesItsSessions() {
        var end = bridge.terminal(BOB, null, null);
        bridge.sessions().revoke(bob);
        assertThat(end.outlet().awaitClosed()).isEqualTo(CloseCode.REVOKED);
    }

    @Test
    void aSecondSessionOfATerminalFencesTheFirst() {
        UUID terminal = UUID.randomUUID();
        var first = bridge.connect();
        var credential = new Credential.Password(BOB, "secret");
        SessionFixture.hello(first, credential, terminal, null, null);
        first.outlet().expect(ServerFrame.Welcome.class);
        var second = bridge.connect();
        SessionFixture.hello(second, credential, terminal, null, null);
        second.outlet().expect(ServerFrame.Welcome.class);
        assertThat(first.outlet().awaitClosed()).isEqualTo(CloseCode.REPLACED);
        assertThat(gateway.table().online(bob)).hasSize(1);
    }
}
