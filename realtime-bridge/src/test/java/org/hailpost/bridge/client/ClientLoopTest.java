package org.hailpost.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.hailpost.bridge.client.FakeTransport.Line;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientLoopTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final UUID TERMINAL = UUID.fromString("0192f3a4-0000-7000-8000-000000000001");

    private final FakeTransport transport = new FakeTransport();
    private final ManualTimers timers = new ManualTimers();
    private final Recorder recorder = new Recorder();
    private final ResumeStore store = ResumeStore.inMemory();
    private BridgeClient client;

    private static final class Recorder implements Listener {
        final List<String> heard = new ArrayList<>();
        final List<Long> seqs = new ArrayList<>();
        final List<Disconnected> cuts = new ArrayList<>();
        long failOn;

        @Override
        public void mailbox(Event.MailboxChanged event) {
            if (event.seq() == failOn) {
                failOn = 0;
                throw new IllegalStateException("as the test wants");
            }
            seqs.add(event.seq());
        }

        @Override
        public void connected(ServerFrame.Welcome welcome) {
            heard.add("connected");
        }

        @Override
        public void resync(long head) {
            heard.add("resync " + head);
        }

        @Override
        public void disconnected(Disconnected disconnected) {
            cuts.add(disconnected);
        }
    }

    @BeforeEach
    void connect() {
        client = client(8);
        var _ = client.connect(recorder);
    }

    private BridgeClient client(int window) {
        ClientOptions options =
                new ClientOptions(
                        URI.create("ws://localhost/bridge"),
                        new Credential.Password("bob@example.org", "secret"),
                        new Terminal(TERMINAL, TerminalKind.JAVA, "", List.of(), List.of()),
                        store,
                        window,
                        Runnable::run,
                        Duration.ofSeconds(15),
                        MINUTE,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5));
        Backoff backoff = new Backoff(options.firstRetry(), options.longestRetry(), new Random(7));
        BlobTransfer none =
                new BlobTransfer(HttpClient.newHttpClient(), options.uri(), options.credential());
        return new BridgeClient(options, transport, timers, backoff, none);
    }

    private static ServerFrame.Welcome welcome(String epoch, long head, boolean resumed) {
        return welcome(epoch, head, resumed, Scope.ACCOUNT);
    }

    private static ServerFrame.Welcome welcome(
            String epoch, long head, boolean resumed, Scope scope) {
        return new ServerFrame.Welcome(
                TERMINAL,
                "n1",
                "bob@example.org",
                scope,
                epoch,
                head,
                resumed,
                25,
                60,
                new ServerFrame.Welcome.Limits(65_536, 1000, 60),
                Instant.EPOCH);
    }

    private void events(long first, long last) {
        for (long seq = first; seq <= last; seq++) {
            transport.line().says(new Event.MailboxChanged(seq, null));
        }
    }

    /** Time passes until the client has dialled again. */
    private Line reconnected() {
        int before = transport.lines.size();
        timers.advance(MINUTE);
        assertThat(transport.lines.size()).isGreaterThan(before);
        return transport.line();
    }

    private Line cutAndReconnected() {
        transport.line().peer.lost(0, "cut");
        int before = transport.lines.size();
        for (int i = 0; i < 300 && transport.lines.size() == before; i++) {
            timers.advance(Duration.ofMillis(100));
        }
        assertThat(transport.lines).hasSize(before + 1);
        return transport.line();
    }

    @Test
    void theFirstFrameIsAHelloWithoutAResumePoint() {
        ClientFrame.Hello hello = transport.line().hello();
        assertThat(hello.resume()).isNull();
        assertThat(hello.window()).isEqualTo(8);
        assertThat(hello.terminal().id()).isEqualTo(TERMINAL);
    }

    @Test
    void theGatewayChoosesWhereAFreshTerminalBegins() {
        transport.line().says(welcome("e1", 12, false));
        events(11, 12);
        assertThat(recorder.seqs).containsExactly(11L, 12L);
    }

    @Test
    void aReconnectResumesAfterWhatWasHandled() {
        transport.line().says(welcome("e1", 3, false));
        events(1, 3);
        Line second = cutAndReconnected();
        assertThat(second.hello().resume()).isEqualTo(new Resume("e1", 3));
        second.says(welcome("e1", 5, true));
        events(4, 5);
        assertThat(recorder.seqs).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(recorder.heard).containsExactly("connected", "connected");
    }

    @Test
    void aDoubledEventReachesTheListenerOnce() {
        transport.line().says(welcome("e1", 3, false));
        events(1, 3);
        events(2, 3);
        assertThat(recorder.seqs).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aGapIsNeverHandedOnButMakesTheClientResume() {
        transport.line().says(welcome("e1", 5, false));
        events(1, 2);
        events(4, 5);
        assertThat(transport.line().cut).isTrue();
        assertThat(recorder.seqs).containsExactly(1L, 2L);
        assertThat(reconnected().hello().resume()).isEqualTo(new Resume("e1", 2));
    }

    @Test
    void aGuestSeesNumbersWithHoles() {
        transport.line().says(welcome("e1", 9, false, new Scope.OneThread("T9")));
        events(2, 2);
        events(7, 7);
        assertThat(recorder.seqs).containsExactly(2L, 7L);
        timers.advance(Duration.ofMillis(500));
        assertThat(transport.line().acks()).containsExactly(7L);
    }

    @Test
    void acknowledgementsComeByNumberAndByTime() {
        transport.line().says(welcome("e1", 9, false));
        events(1, 3);
        assertThat(transport.line().acks()).isEmpty();
        events(4, 5);
        assertThat(transport.line().acks()).containsExactly(4L);
        timers.advance(Duration.ofMillis(500));
        assertThat(transport.line().acks()).containsExactly(4L, 5L);
        timers.advance(Duration.ofSeconds(5));
        assertThat(transport.line().acks()).containsExactly(4L, 5L);
    }

    @Test
    void aListenerThatThrowsGetsTheSameEventAgain() {
        transport.line().says(welcome("e1", 5, false));
        recorder.failOn = 3;
        events(1, 5);
        assertThat(recorder.seqs).containsExactly(1L, 2L);
        Line second = reconnected();
        assertThat(second.hello().resume()).isEqualTo(new Resume("e1", 2));
        second.says(welcome("e1", 5, true));
        events(3, 5);
        assertThat(recorder.seqs).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void resyncSkipsToTheHeadAndSaysSo() {
        transport.line().says(welcome("e1", 3, false));
        events(1, 3);
        Line second = cutAndReconnected();
        second.says(welcome("e2", 900, false));
        second.says(new ServerFrame.Resync("e2", 900));
        events(901, 902);
        assertThat(recorder.heard).containsExactly("connected", "connected", "resync 900");
        assertThat(recorder.seqs).containsExactly(1L, 2L, 3L, 901L, 902L);
        assertThat(cutAndReconnected().hello().resume()).isEqualTo(new Resume("e2", 902));
    }

    @Test
    void nothingIsAcknowledgedThatThisSessionHasNotSent() throws Exception {
        transport.line().says(welcome("e1", 3, false));
        events(1, 3);
        Line second = cutAndReconnected();
        second.says(welcome("e1", 3, false)); // not resumed: the gateway begins further back
        timers.advance(Duration.ofSeconds(1));
        assertThat(second.acks()).isEmpty();
        second.says(new Event.MailboxChanged(2, null));
        timers.advance(Duration.ofSeconds(1));
        assertThat(second.acks()).containsExactly(2L);
        assertThat(recorder.seqs).containsExactly(1L, 2L, 3L);
        assertThat(store.load()).contains(new Resume("e1", 3));
    }

    @Test
    void aRefusedCredentialEndsTheClient() {
        transport.line().peer.lost(CloseCode.REFUSED.code(), "credential refused");
        timers.advance(MINUTE);
        assertThat(transport.lines).hasSize(1);
        assertThat(client.ended()).isCompleted();
        Disconnected last = client.ended().join();
        assertThat(last.code()).isEqualTo(CloseCode.REFUSED);
        assertThat(last.willRetry()).isFalse();
        assertThat(recorder.cuts).containsExactly(last);
        assertThat(client.threads(null, 5)).isCompletedExceptionally();
    }

    @Test
    void aReplacedOrRevokedClientDoesNotComeBack() {
        for (CloseCode code : List.of(CloseCode.REPLACED, CloseCode.REVOKED)) {
            BridgeClient other = client(8);
            var _ = other.connect(new Listener() {});
            transport.line().says(welcome("e1", 0, false));
            transport.line().peer.lost(code.code(), "");
            assertThat(other.ended().join().code()).isEqualTo(code);
        }
    }

    @Test
    void aByeSpreadsTheReturnOverItsJitter() {
        transport.line().says(welcome("e1", 0, false));
        transport.line().says(new ServerFrame.Bye(CloseCode.DRAIN.code(), true, 15_000));
        transport.line().peer.lost(CloseCode.DRAIN.code(), "");
        Disconnected cut = recorder.cuts.getFirst();
        assertThat(cut.willRetry()).isTrue();
        assertThat(cut.retryIn()).isLessThanOrEqualTo(Duration.ofSeconds(15));
        timers.advance(Duration.ofMillis(15_001));
        assertThat(transport.lines).hasSize(2);
    }

    @Test
    void failedAttemptsWaitLongerAndLonger() {
        transport.down = true;
        transport.line().peer.lost(0, "cut");
        timers.advance(Duration.ofMinutes(10));
        assertThat(recorder.cuts.size()).isBetween(25, 100);
        assertThat(recorder.cuts).allMatch(Disconnected::willRetry);
        assertThat(recorder.cuts)
                .allMatch(cut -> cut.retryIn().compareTo(Duration.ofSeconds(30)) <= 0);
    }

    @Test
    void aSendIsRepeatedWithItsIdUntilItIsAnswered() {
        CompletableFuture<Sent> sent = client.send("amy@example.com", "hello");
        transport.line().says(welcome("e1", 0, false));
        ClientFrame.Send first = transport.line().all(ClientFrame.Send.class).getFirst();
        Line second = cutAndReconnected();
        second.says(welcome("e1", 0, true));
        assertThat(second.all(ClientFrame.Send.class)).containsExactly(first);
        second.says(new ServerFrame.Ok(first.request(), "M1", "T1", 1L));
        assertThat(sent.join()).isEqualTo(new Sent(first.clientId(), "M1", "T1", 1));
        Line third = cutAndReconnected();
        third.says(welcome("e1", 0, true));
        assertThat(third.all(ClientFrame.Send.class)).isEmpty();
    }

    @Test
    void aRefusedSendSaysWhy() {
        transport.line().says(welcome("e1", 0, false));
        CompletableFuture<Sent> sent = client.reply("T1", "hello");
        long request = transport.line().all(ClientFrame.Send.class).getFirst().request();
        transport
                .line()
                .says(new ServerFrame.Failure(request, ErrorCode.NO_ROUTE, false, null, "no way"));
        assertThat(sent)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(RequestFailedException.class)
                .withMessage("no way");
    }

    @Test
    void anUnansweredRequestTimesOut() {
        transport.line().says(welcome("e1", 0, false));
        var threads = client.threads(null, 10);
        timers.advance(Duration.ofSeconds(16));
        assertThat(threads)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void unansweredRequestsAreBounded() {
        for (int i = 0; i < Requests.MOST; i++) {
            assertThat(client.threads(null, 10)).isNotDone();
        }
        assertThat(client.threads(null, 10)).isCompletedExceptionally();
    }

    @Test
    void aMessageBeyondTheFrameLimitIsRefusedHere() {
        transport.line().says(welcome("e1", 0, false));
        assertThat(client.reply("T1", "ä".repeat(40_000))).isCompletedExceptionally();
        assertThat(transport.line().all(ClientFrame.Send.class)).isEmpty();
    }

    @Test
    void aSilentGatewayIsPingedAndThenLeft() {
        transport.line().says(welcome("e1", 0, false));
        Line first = transport.line();
        timers.advance(Duration.ofSeconds(6));
        assertThat(first.pings).isEqualTo(1);
        first.peer.heard();
        timers.advance(Duration.ofSeconds(45));
        assertThat(first.pings).isEqualTo(2);
        assertThat(first.cut).isFalse();
        timers.advance(Duration.ofSeconds(30));
        assertThat(first.cut).isTrue();
        assertThat(recorder.cuts.getFirst().detail()).contains("silent");
    }

    @Test
    void aLineThatDiesRightAfterAFrameIsFoundOutSoon() {
        transport.line().says(welcome("e1", 1, false));
        events(1, 1);
        timers.advance(Duration.ofSeconds(21));
        assertThat(transport.lines.getFirst().pings).isEqualTo(3);
        assertThat(recorder.cuts.getFirst().detail()).contains("does not answer");
    }

    @Test
    void aLineThatDiesBeforeTheWelcomeIsPinged() {
        timers.advance(Duration.ofSeconds(6));
        assertThat(transport.line().pings).isEqualTo(1);
        transport.line().peer.heard();
        transport.line().peer.part();
        timers.advance(Duration.ofSeconds(10));
        assertThat(transport.line().pings).isEqualTo(2);
    }

    @Test
    void aFrameThatAnswersAPingIsFollowedByAnother() {
        transport.line().says(welcome("e1", 1, false));
        Line first = transport.line();
        timers.advance(Duration.ofSeconds(6));
        assertThat(first.pings).isEqualTo(1);
        events(1, 1);
        timers.advance(Duration.ofSeconds(25));
        assertThat(first.pings).isEqualTo(4);
        assertThat(first.cut).isTrue();
    }

    @Test
    void aPartThatComesAfterTheEndIsNotAskedAfter() {
        transport.line().says(welcome("e1", 0, false));
        Line first = transport.line();
        timers.advance(Duration.ofSeconds(6));
        first.peer.heard();
        timers.advance(Duration.ofSeconds(5)); // nothing is asked any more
        first.peer.lost(0, "cut");
        int waiting = timers.waiting();
        first.peer.part();
        assertThat(timers.waiting()).isEqualTo(waiting);
    }

    @Test
    void anAnsweredPingIsTheLastOne() {
        transport.line().says(welcome("e1", 0, false));
        timers.advance(Duration.ofSeconds(6));
        transport.line().peer.heard();
        timers.advance(Duration.ofSeconds(15));
        assertThat(transport.line().pings).isEqualTo(1);
        assertThat(recorder.cuts).isEmpty();
    }

    @Test
    void aGatewayThatNeverWelcomesIsLeft() {
        timers.advance(Duration.ofSeconds(21));
        assertThat(recorder.cuts.getFirst().detail()).contains("welcome");
    }

    @Test
    void malformedFramesEndTheConnectionNotTheClient() {
        transport.line().says(welcome("e1", 0, false));
        transport.line().peer.text("{\"type\":");
        assertThat(transport.line().cut).isTrue();
        assertThat(recorder.cuts.getFirst().willRetry()).isTrue();
    }

    @Test
    void closeAcknowledgesWhatIsHandledAndLeavesNoTimer() {
        transport.line().says(welcome("e1", 0, false));
        events(1, 2);
        var waiting = client.threads(null, 5);
        client.close();
        assertThat(transport.line().acks()).containsExactly(2L);
        assertThat(client.ended()).isCompleted();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(timers.waiting()).isZero();
    }
}
