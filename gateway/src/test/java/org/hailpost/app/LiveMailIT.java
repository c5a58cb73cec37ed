package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hailpost.bridge.client.ResumeStore;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Message;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises 2 and 3 from end to end: SMTP in, terminals and IMAP out, over a whole gateway. */
class LiveMailIT {
    @TempDir private static Path directory;
    private static TestGateway gateway;
    private static final String[] TEN =
            IntStream.range(0, 10)
                    .mapToObj(i -> "ten" + i + "@home.example")
                    .toArray(String[]::new);

    @BeforeAll
    static void start() throws Exception {
        List<String> accounts =
                new ArrayList<>(
                        List.of(
                                "on@home.example",
                                "off@home.example",
                                "order@home.example",
                                "seen@home.example",
                                "far@home.example",
                                "robots@home.example",
                                "ann@home.example",
                                "ben@home.example"));
        accounts.addAll(List.of(TEN));
        gateway = TestGateway.start(directory, PushedCopy.KEEP, accounts.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aMailToAnOnlineAccountIsOnEachOfItsTerminalsAndInItsMailbox() throws Exception {
        try (TestTerminal one = gateway.terminal("on@home.example");
                TestTerminal two = gateway.terminal("on@home.example")) {
            gateway.mail("amy@x.example", "hello", "on@home.example");
            assertThat(one.await(1)).containsExactly("hello");
            assertThat(two.await(1)).containsExactly("hello");
            assertThat(one.messages().getFirst().message().text()).contains("Text of hello");
        }
        try (ImapReader imap = gateway.inbox("on@home.example")) {
            assertThat(imap.subjects("INBOX")).containsExactly("hello");
            assertThat(imap.command("FETCH 1 (FLAGS)").toString()).doesNotContain("\\Seen");
        }
    }

    @Test
    void whatAMachineHasSentIsMarkedAndPushedLikeAnyOther() throws Exception {
        try (TestTerminal terminal = gateway.terminal("robots@home.example");
                SmtpSender sender = new SmtpSender(gateway.smtp())) {
            sender.send("amy@x.example", "a person", "robots@home.example");
            sender.begin("away@x.example", "robots@home.example");
            sender.finish(
                    "From: away@x.example\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nnot here");
            sender.begin("", "robots@home.example"); // RFC 5321 §4.5.5
            sender.finish("From: daemon@x.example\r\nSubject: null sender\r\n\r\nreport");
            assertThat(terminal.await(3)).containsExactly("a person", "away", "null sender");
            assertThat(terminal.messages())
                    .extracting(event -> event.message().automatic())
                    .containsExactly(false, true, true);
        }
    }

    @Test
    void aMailToAnOfflineAccountIsInItsMailboxAndComesFirstThingOnConnect() throws Exception {
        gateway.mail("amy@x.example", "while away", "off@home.example");
        try (ImapReader imap = gateway.inbox("off@home.example")) {
            assertThat(imap.subjects("INBOX")).containsExactly("while away");
        }
        try (TestTerminal terminal = gateway.terminal("off@home.example")) {
            assertThat(terminal.await(1)).containsExactly("while away");
        }
    }

    @Test
    void aMailToTenAccountsReachesAllTen() throws Exception {
        gateway.mail("amy@x.example", "to all", TEN);
        for (String account : TEN) {
            try (ImapReader imap = gateway.inbox(account)) {
                assertThat(imap.subjects("INBOX")).containsExactly("to all");
            }
        }
    }

    @Test
    void acrossReconnectsNothingIsMissedOrDoubledAndOrderIsKept() throws Exception {
        UUID id = UUID.randomUUID();
        ResumeStore resume = ResumeStore.inMemory();
        Random random = new Random(42);
        List<String> sent = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            while (sent.size() < 120) {
                TestTerminal terminal = gateway.terminal("order@home.example", id, resume);
                int burst = random.nextInt(1, 12);
                for (int i = 0; i < burst; i++) {
                    sender.send("amy@x.example", "n" + sent.size(), "order@home.example");
                    sent.add("n" + sent.size());
                }
                // Leaves in the middle: what it has not seen must come next time.
                terminal.await(random.nextInt(0, burst + 1));
                terminal.close();
                seen.addAll(terminal.subjects());
            }
        }
        try (TestTerminal terminal = gateway.terminal("order@home.example", id, resume)) {
            int missing = sent.size() - seen.size();
            seen.addAll(terminal.await(missing));
        }
        assertThat(seen).isEqualTo(sent);
    }

    @Test
    void whatATerminalReadsIsSeenInImapAndTheOtherWayRound() throws Exception {
        try (TestTerminal terminal = gateway.terminal("seen@home.example");
                ImapReader imap = gateway.inbox("seen@home.example")) {
            gateway.mail("amy@x.example", "first", "seen@home.example");
            gateway.mail("amy@x.example", "second", "seen@home.example");
            terminal.await(2);
            Event.MessageNew first = terminal.messages().getFirst();
            terminal.client().read(first.thread(), first.message().id()).join();
            imap.command("NOOP");
            assertThat(imap.command("FETCH 1 (FLAGS)").toString()).contains("\\Seen");
            assertThat(imap.command("FETCH 2 (FLAGS)").toString()).doesNotContain("\\Seen");

            imap.command("STORE 2 +FLAGS (\\Seen)");
            TestTerminal.await(
                    () -> terminal.others().stream().anyMatch(LiveMailIT::seenSecond),
                    "the flag on the terminal");
        }
    }

    private static boolean seenSecond(Event event) {
        return event instanceof Event.MessageFlags flags
                && flags.messages().getFirst().flags().contains("seen");
    }

    @Test
    void twoMembersTalkLiveAndTheSenderSeesHowFarItCame() throws Exception {
        try (TestTerminal ann = gateway.terminal("ann@home.example");
                TestTerminal ben = gateway.terminal("ben@home.example")) {
            ann.client().send("ben@home.example", "are you there?").join();
            ben.await(1);
            Event.MessageNew got = ben.messages().getFirst();
            assertThat(got.message().text()).isEqualTo("are you there?");
            assertThat(got.message().from().address()).isEqualTo("ann@home.example");
            ben.client().read(got.thread(), got.message().id()).join();
            ben.client().typing(got.thread(), true);
            TestTerminal.await(() -> !ann.hints().isEmpty(), "the typing notice");
            assertThat(ann.hints().getFirst().from()).isEqualTo("ben@home.example");
            assertThat(ann.hints().getFirst().thread())
                    .isEqualTo(ann.messages().getFirst().thread());
            ben.client().reply(got.thread(), "yes").join();
            ann.await(2);
            assertThat(ann.messages().get(1).thread())
                    .isEqualTo(ann.messages().getFirst().thread());
            TestTerminal.await(
                    () ->
                            ann.states().stream()
                                    .map(Event.MessageState::state)
                                    .toList()
                                    .contains(DeliveryState.DISPLAYED),
                    "the state displayed");
            assertThat(ann.client().threads(null, 10).join().threads())
                    .hasSize(1)
                    .allSatisfy(thread -> assertThat(thread.lastLine()).isEqualTo("yes"));
            assertThat(ann.client().search("YES", 10).join().hits()).hasSize(1);
        }
        try (ImapReader imap = gateway.inbox("ann@home.example")) {
            assertThat(imap.subjects("Sent")).containsExactly("are you there?");
        }
    }

    @Test
    void whatIsWrittenToSomebodyElsewhereIsQueuedAndTheTerminalHearsWhyItStays() {
        try (TestTerminal far = gateway.terminal("far@home.example")) {
            Sent sent = far.client().send("amy@elsewhere.example", "hello").join();
            // Nobody listens where this gateway sends what leaves.
            TestTerminal.await(() -> far.states().size() >= 2, "the state deferred");
            assertThat(far.states())
                    .extracting(Event.MessageState::message, Event.MessageState::party)
                    .containsOnly(tuple(sent.message(), "amy@elsewhere.example"));
            assertThat(far.states())
                    .extracting(Event.MessageState::state)
                    .startsWith(DeliveryState.QUEUED, DeliveryState.DEFERRED);
            assertThat(far.states().get(1).reason()).contains("127.0.0.1");
            assertThat(far.states().getFirst().seq()).isEqualTo(sent.seq() + 1);
            assertThat(far.client().history(sent.thread(), null, 1).join().messages())
                    .extracting(Message::state)
                    .containsExactly(DeliveryState.DEFERRED);
        }
    }
}
