package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.hailpost.app.OutsideHost.Answer;
import org.hailpost.app.OutsideHost.Mood;
import org.hailpost.app.OutsideHost.Stage;
import org.hailpost.app.OutsideHost.Taken;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.QueueDesk.Selection;
import org.hailpost.outbound.Schedule;
import org.hailpost.relay.RelayLimits;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresQueueDesk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail to an outside that misbehaves, over a whole gateway: nothing is lost, nothing is doubled
 * beyond what SMTP cannot know, and who sent it hears what became of it.
 */
class OutboundIT {
    private static final String CROWD = "crowd.example";

    /** What can go wrong once at any stage. */
    private static final Map<String, Answer> FAULTS =
            Map.of(
                    "later", Answer.line("451 4.3.0 not now"),
                    "closing", new Answer("421 4.3.2 closing\r\n", true, false),
                    "drop", new Answer("", true, false),
                    "silence", new Answer("", false, false),
                    "half", new Answer("250-2.0", true, false),
                    "wrong", Answer.line("199 what?"),
                    "garbage", new Answer("\0\1\2 hello\r\n\r\n", false, false),
                    "ahead",
                            new Answer(
                                    "450 4.0.0 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n",
                                    true,
                                    false),
                    "huge", new Answer("250-x".repeat(2_000_000), true, false));

    private static final Set<Stage> STAGES =
            Set.of(Stage.CONNECT, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT);

    @TempDir private static Path directory;
    private static final Map<String, OutsideHost> HOSTS = new HashMap<>();
    private static TestGateway gateway;
    private static Database database;

    @BeforeAll
    static void start() throws Exception {
        List<String> domains =
                new ArrayList<>(
                        List.of(
                                "kept.example",
                                "refuses.example",
                                "picky.example",
                                "tls.example",
                                "told.example",
                                "robot.example",
                                "machine.example",
                                "inject.example",
                                "dead.example",
                                CROWD));
        FAULTS.keySet().forEach(fault -> STAGES.forEach(s -> domains.add(domain(fault, s))));
        List<String> routes = new ArrayList<>();
        for (String domain : domains) {
            OutsideHost host = new OutsideHost();
            HOSTS.put(domain, host);
            routes.add(domain + " smtp://127.0.0.1:" + host.port());
        }
        RelayLimits usual = RelayLimits.DEFAULTS;
        RelayLimits limits =
                new RelayLimits(
                        usual.connectTimeout(),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        usual.attemptTimeout(),
                        usual.maxReplyLineBytes(),
                        usual.maxReplyLines(),
                        usual.maxHosts(),
                        usual.maxAddresses(),
                        usual.mailsPerConnection(),
                        usual.idleTimeout(),
                        usual.maxIdlePerHost(),
                        usual.maxIdle());
        Schedule schedule =
                new Schedule(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofDays(5),
                        Duration.ofHours(4));
        gateway =
                TestGateway.start(
                        directory,
                        limits,
                        OutboundSection.of(
                                routes, new OutboundSettings(schedule, 10, 200, 64 * 1024)),
                        "flaky@home.example",
                        "refused@home.example",
                        "several@home.example",
                        "tls@home.example",
                        "told@home.example",
                        "robot@home.example",
                        "machine@home.example",
                        "inject@home.example",
                        "crowd@home.example");
        database = Database.join(gateway.database());
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
        gateway.close();
        for (OutsideHost host : HOSTS.values()) {
            host.close();
        }
    }

    @Test
    void whateverGoesWrongOnceTheMailArrivesAndItsSenderSawIt() throws Exception {
        Map<String, Fault> faults = new TreeMap<>();
        FAULTS.forEach((name, answer) ->
                STAGES.forEach(stage -> faults.put(domain(name, stage), new Fault(stage, answer))));
        faults.forEach((domain, fault) -> host(domain).mood(fault.once()));
        try (TestTerminal terminal = gateway.terminal("flaky@home.example")) {
            List<String> parties = faults.keySet().stream().map(at -> "carol@" + at).toList();
            terminal.client().send(to(parties, null, "hello")).join();
            for (String domain : faults.keySet()) {
                TestTerminal.await(
                        () -> states(terminal, "carol@" + domain).contains(DeliveryState.RELAYED),
                        domain + " to be relayed");
            }
            Map<String, List<String>> taken = new TreeMap<>();
            Map<String, List<String>> wanted = new TreeMap<>();
            faults.forEach((domain, fault) -> {
                taken.put(domain, taken(domain));
                wanted.put(domain, List.of("flaky@home.example -> [carol@" + domain + "]"));
                List<DeliveryState> states = states(terminal, "carol@" + domain);
                assertThat(states.getLast()).as(domain).isEqualTo(DeliveryState.RELAYED);
                assertThat(states).as(domain).contains(DeliveryState.DEFERRED);
                assertThat(states).as(domain).doesNotContain(DeliveryState.BOUNCED);
            });
            assertThat(taken).isEqualTo(wanted);
            for (Stage stage : STAGES) {
                String party = "carol@" + domain("later", stage);
                assertThat(reasons(terminal, party, DeliveryState.DEFERRED))
                        .as(party)
                        .contains("127.0.0.1: 451 4.3.0 not now");
                assertThat(reasons(terminal, party, DeliveryState.RELAYED))
                        .as(party)
                        .containsExactly("127.0.0.1: 250 2.0.0 taken");
            }
        }
        assertThat(inbox("flaky@home.example")).isEmpty();
        faults.keySet().forEach(domain -> assertThat(waiting(domain)).isZero());
    }

    /** RFC 5321 §4.5.3.2.6: the one window that nobody can close. */
    @Test
    void aFinalReplyThatGetsLostDoublesTheMailOnceAndNoMore() throws Exception {
        OutsideHost host = host("kept.example");
        host.mood(new Fault(Stage.DOT, new Answer("", true, true)).once());
        try (TestTerminal terminal = gateway.terminal("flaky@home.example")) {
            terminal.client().send("carol@kept.example", "twice").join();
            TestTerminal.await(
                    () -> states(terminal, "carol@kept.example").contains(DeliveryState.RELAYED),
                    "the mail to be relayed");
        }
        String mail = "flaky@home.example -> [carol@kept.example]";
        assertThat(taken("kept.example")).containsExactly(mail, mail);
        assertThat(waiting("kept.example")).isZero();
    }

    @Test
    void whatIsRefusedAtAnyStageIsReportedOnce() throws Exception {
        OutsideHost host = host("refuses.example");
        host.mood((stage, line) ->
                switch (stage) {
                    case MAIL, CONNECT, EHLO, STARTTLS -> null;
                    case RCPT -> line.contains("<rcpt@") ? refusal("rcpt") : null;
                    case DATA -> null;
                    case DOT -> refusal(line.contains("for the dot") ? "dot" : "other");
                });
        try (TestTerminal terminal = gateway.terminal("refused@home.example")) {
            terminal.client().send("rcpt@refuses.example", "for nobody").join();
            terminal.client().send("dot@refuses.example", "for the dot").join();
            for (String party : List.of("rcpt@refuses.example", "dot@refuses.example")) {
                TestTerminal.await(
                        () -> states(terminal, party).contains(DeliveryState.BOUNCED), party);
            }
            assertThat(reasons(terminal, "rcpt@refuses.example", DeliveryState.BOUNCED))
                    .singleElement()
                    .asString()
                    .contains("550 5.7.1 no rcpt");
            assertThat(reasons(terminal, "dot@refuses.example", DeliveryState.BOUNCED))
                    .singleElement()
                    .asString()
                    .contains("550 5.7.1 no dot");
        }
        List<String> reports = inbox("refused@home.example");
        assertThat(reports).hasSize(2).allSatisfy(OutboundIT::isReport);
        assertThat(reports)
                .anySatisfy(report ->
                        assertThat(report)
                                .contains("Final-Recipient: rfc822; rcpt@refuses.example")
                                .contains("Status: 5.7.1")
                                .contains("no rcpt"))
                .anySatisfy(report ->
                        assertThat(report)
                                .contains("Final-Recipient: rfc822; dot@refuses.example"));
        assertThat(host.taken()).isEmpty();
        assertThat(waiting("refuses.example")).isZero();
    }

    @Test
    void aBadRecipientFailsAloneAndALateOneIsLateAlone() throws Exception {
        OutsideHost host = host("picky.example");
        AtomicBoolean late = new AtomicBoolean(true);
        host.mood((stage, line) -> {
            if (stage == Stage.RCPT && line.contains("<bad@")) {
                return Answer.line("550 5.1.1 nobody of that name");
            }
            return stage == Stage.RCPT && line.contains("<late@") && late.getAndSet(false)
                    ? Answer.line("452 4.5.3 one at a time")
                    : null;
        });
        List<String> parties =
                List.of("good@picky.example", "bad@picky.example", "late@picky.example");
        try (TestTerminal terminal = gateway.terminal("several@home.example")) {
            terminal.client().send(to(parties, null, "to three")).join();
            TestTerminal.await(
                    () ->
                            states(terminal, parties.get(0)).contains(DeliveryState.RELAYED)
                                    && states(terminal, parties.get(1))
                                            .contains(DeliveryState.BOUNCED)
                                    && states(terminal, parties.get(2))
                                            .contains(DeliveryState.RELAYED),
                    "what becomes of each");
            assertThat(states(terminal, parties.get(0))).doesNotContain(DeliveryState.DEFERRED);
            assertThat(reasons(terminal, parties.get(0), DeliveryState.RELAYED))
                    .containsExactly("127.0.0.1: 250 2.0.0 taken");
            assertThat(reasons(terminal, parties.get(1), DeliveryState.BOUNCED))
                    .containsExactly("127.0.0.1: 550 5.1.1 nobody of that name");
            assertThat(reasons(terminal, parties.get(2), DeliveryState.DEFERRED))
                    .contains("127.0.0.1: 452 4.5.3 one at a time");
            assertThat(reasons(terminal, parties.get(2), DeliveryState.RELAYED))
                    .containsExactly("127.0.0.1: 250 2.0.0 taken");
        }
        assertThat(host.taken())
                .extracting(Taken::recipients)
                .containsExactly(List.of("good@picky.example"), List.of("late@picky.example"));
        assertThat(inbox("several@home.example"))
                .singleElement()
                .satisfies(OutboundIT::isReport)
                .asString()
                .contains("Final-Recipient: rfc822; bad@picky.example", "Status: 5.1.1")
                .doesNotContain("Final-Recipient: rfc822; good@", "Final-Recipient: rfc822; late@");
    }

    /** RFC 7435: a handshake that fails is no reason to keep a mail that needs no TLS. */
    @Test
    void aHandshakeThatFailsCostsNoMail() throws Exception {
        OutsideHost host = host("tls.example");
        host.mood((stage, _) ->
                switch (stage) {
                    case EHLO -> Answer.line("250-outside.example\r\n250 STARTTLS");
                    case STARTTLS -> new Answer("220 go on\r\nthis is no TLS", true, false);
                    case CONNECT, MAIL, RCPT, DATA, DOT -> null;
                });
        try (TestTerminal terminal = gateway.terminal("tls@home.example")) {
            terminal.client().send("carol@tls.example", "in the clear").join();
            TestTerminal.await(
                    () -> states(terminal, "carol@tls.example").contains(DeliveryState.RELAYED),
                    "the mail to be relayed");
        }
        assertThat(taken("tls.example")).containsExactly("tls@home.example -> [carol@tls.example]");
        assertThat(inbox("tls@home.example")).isEmpty();
    }

    /** RFC 3834 §2: what is automatic is answered by nobody here, whoever answers there. */
    @Test
    void aRobotThatAnswersEverythingIsWrittenToOnce() throws Exception {
        OutsideHost host = host("robot.example");
        host.mood((stage, content) -> {
            if (stage == Stage.DOT && !content.contains("refuse this")) {
                answerAll(host);
            }
            return stage == Stage.DOT && content.contains("refuse this") ? refusal("dot") : null;
        });
        try (TestTerminal terminal = gateway.terminal("robot@home.example")) {
            terminal.client().send("away@robot.example", "are you there?").join();
            TestTerminal.await(() -> terminal.messages().size() >= 2, "its answer");
            terminal.client().send("away@robot.example", "refuse this").join();
            TestTerminal.await(
                    () -> states(terminal, "away@robot.example").contains(DeliveryState.BOUNCED),
                    "the refusal");
            // A report to who is reported on: of what has no sender, nobody hears.
            gateway.mail("", "Undeliverable: no", "robot@home.example");
            terminal.client().send("away@robot.example", "and the last").join();
            TestTerminal.await(() -> host.taken().size() == 2, "the last mail");
        }
        assertThat(host.taken())
                .hasSize(2)
                .allSatisfy(mail -> assertThat(mail.sender()).isEqualTo("robot@home.example"));
        TestTerminal.await(() -> waiting("robot.example") == 0, "the queue to be empty");
    }

    /**
     * RFC 3834 §2: an answering machine answers nothing that a machine has written; so it must see
     * that, whichever way the mail has come.
     */
    @Test
    void twoAnsweringMachinesExchangeTwoMails() throws Exception {
        OutsideHost host = host("machine.example");
        host.mood((stage, content) -> {
            if (stage == Stage.DOT && !content.contains("\r\nAuto-Submitted: auto-replied")) {
                Thread.ofVirtual().start(() -> answer(gateway.smtp(), "", "machine@home.example"));
            }
            return null;
        });
        int answered = 0;
        try (SmtpSender member = submission("machine@home.example")) {
            member.send("machine@home.example", "from here", "away@machine.example");
            answered += machine(1);
            gateway.mail("away@machine.example", "from there", "machine@home.example");
            answered += machine(2);
        }
        TestTerminal.await(() -> host.taken().size() == 2, "the answer of the member's machine");
        gateway.mail("away@machine.example", "the last", "machine@home.example");
        machine(3);
        assertThat(answered).isEqualTo(1);
        assertThat(host.taken())
                .extracting(mail -> mail.content().contains("Auto-Submitted: auto-replied"))
                .containsExactly(false, true);
        assertThat(inbox("machine@home.example"))
                .extracting(mail -> mail.contains("Auto-Submitted: auto-replied"))
                .containsExactly(true, false, false);
    }

    /** Waits for the member's newest mail and answers it, unless a machine wrote it; how often. */
    private static int machine(int mails) {
        TestTerminal.await(
                () -> inboxNow("machine@home.example").size() == mails, mails + " mails");
        String newest = inboxNow("machine@home.example").getLast();
        if (newest.contains("\nAuto-Submitted: auto-") || newest.contains("the last")) {
            return 0;
        }
        answer(gateway.submission(), "machine@home.example", "away@machine.example");
        return 1;
    }

    private static void answer(int port, String sender, String to) {
        String from = sender.isEmpty() ? "away@machine.example" : sender;
        try (SmtpSender machine = new SmtpSender(port)) {
            if (!sender.isEmpty()) {
                machine.logIn(sender, TestGateway.SECRET);
            }
            machine.begin(sender, to);
            machine.finish(
                    "From: <%s>\r\nTo: <%s>\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nI am away"
                            .formatted(from, to));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingThatATerminalSendsBecomesAHeaderFieldOrACommand() throws Exception {
        OutsideHost host = host("inject.example");
        String evil = "x\\r\\nX-Injected: yes\\r\\n\\r\\nbody\\r\\n.\\r\\nMAIL FROM:<evil@x>\\r\\n";
        List<String> evils =
                List.of(
                        evil,
                        evil.replace("\\r\\n", "\\n"),
                        evil.replace("\\r\\n", "\\r"),
                        "x\\u0000\\r\\nX-Injected: yes",
                        "x\\u2028X-Injected: yes\\u0085X-Injected: yes",
                        "=?utf-8?q?x=0D=0AX-Injected:_yes?=");
        try (RawTerminal terminal = RawTerminal.connect(gateway, "inject@home.example", 1000)) {
            int request = 1;
            for (String text : evils) {
                say(
                        terminal,
                        request++,
                        "\"to\":[\"carol@inject.example\"],\"subject\":\"" + text + "\"");
                say(terminal, request++, "\"to\":[\"carol@inject.example" + text + "\"]");
                say(terminal, request++, "\"to\":[\"" + text + "@inject.example\"]");
                say(terminal, request++, "\"to\":[\"\\\"" + text + "\\\"@inject.example\"]");
                say(terminal, request++, "\"to\":[\"" + text + " <carol@inject.example>\"]");
                say(terminal, request++, "\"thread\":\"T" + text + "\"");
                say(
                        terminal,
                        request++,
                        "\"to\":[\"carol@inject.example\"],\"text\":\"" + text + "\"");
            }
            say(terminal, request, "\"to\":[\"carol@inject.example\"],\"subject\":\"the last\"");
        }
        TestTerminal.await(
                () -> host.taken().stream().anyMatch(m -> m.header().contains("the last")),
                "the last mail");
        TestTerminal.await(() -> waiting("inject.example") == 0, "the queue to be empty");
        assertThat(host.taken()).hasSizeGreaterThan(evils.size());
        assertThat(host.taken())
                .allSatisfy(mail -> {
                    assertThat(mail.header().toLowerCase(Locale.ROOT).lines())
                            .noneMatch(line -> line.startsWith("x-injected"));
                    assertThat(mail.header()).doesNotContainPattern("\r(?!\n)|(?<!\r)\n|\0");
                    assertThat(mail.sender()).isEqualTo("inject@home.example");
                    assertThat(mail.recipients()).hasSize(1);
                });
        assertThat(host.commands())
                .allMatch(line -> line.matches("(EHLO|MAIL|RCPT|DATA|QUIT|RSET|NOOP).*"));
        assertThat(host.commands())
                .noneMatch(line -> line.contains("evil@x>") && line.startsWith("MAIL"));
    }

    @Test
    void aDestinationThatIsDeadSlowsNobodyElse() throws Exception {
        host("dead.example")
                .mood((stage, _) -> stage == Stage.CONNECT ? new Answer("", false, false) : null);
        try (SmtpSender sender = submission("crowd@home.example")) {
            for (int i = 0; i < 60; i++) {
                sender.send("crowd@home.example", "void " + i, "n" + i + "@dead.example");
            }
            for (int i = 0; i < 20; i++) {
                sender.send("crowd@home.example", "living " + i, "n" + i + "@" + CROWD);
            }
        }
        TestTerminal.await(() -> host(CROWD).taken().size() == 20, "the living");
        assertThat(waiting("dead.example")).isEqualTo(60);
        host("dead.example").mood((_, _) -> null);
        TestTerminal.await(() -> host("dead.example").taken().size() == 60, "it to come back");
        TestTerminal.await(() -> waiting("dead.example") == 0, "the queue to be empty");
        List<String> all =
                host("dead.example").taken().stream()
                        .map(mail -> mail.recipients().getFirst())
                        .toList();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 60).mapToObj(i -> "n" + i + "@dead.example").toList());
        assertThat(inbox("crowd@home.example")).isEmpty();
    }

    /** Submitted mail as terminals': and its sender may want to hear of success (RFC 3461). */
    @Test
    void aSubmittedMailIsReportedAsItsSenderAsked() throws Exception {
        String to = "ok@told.example";
        try (SmtpSender sender = submission("told@home.example")) {
            assertThat(sender.ask("MAIL FROM:<told@home.example> ENVID=abc")).startsWith("250");
            assertThat(sender.ask("RCPT TO:<" + to + "> NOTIFY=SUCCESS")).startsWith("250");
            assertThat(sender.ask("DATA")).startsWith("354");
            assertThat(sender.finish("told@home.example", "told", to)).startsWith("250");
        }
        TestTerminal.await(
                () ->
                        inboxNow("told@home.example").stream()
                                .anyMatch(m -> m.contains("Action: relayed")),
                "the report");
        assertThat(inbox("told@home.example"))
                .singleElement()
                .asString()
                .contains("Original-Envelope-Id: abc")
                .contains("Final-Recipient: rfc822; " + to);
    }

    private static SmtpSender submission(String account) throws IOException {
        SmtpSender sender = new SmtpSender(gateway.submission());
        sender.logIn(account, TestGateway.SECRET);
        return sender;
    }

    private record Fault(Stage stage, Answer answer) {
        Mood once() {
            AtomicBoolean first = new AtomicBoolean(true);
            return (at, _) -> at == stage && first.getAndSet(false) ? answer : null;
        }
    }

    private static OutsideHost host(String domain) {
        return Objects.requireNonNull(HOSTS.get(domain));
    }

    /** Sender and recipients of all that a host has kept, whoever sent it. */
    private static List<String> taken(String domain) {
        return host(domain).taken().stream()
                .map(mail -> mail.sender() + " -> " + mail.recipients())
                .toList();
    }

    private static String domain(String fault, Stage stage) {
        return fault + "." + stage.name().toLowerCase(Locale.ROOT) + ".example";
    }

    private static Answer refusal(String stage) {
        return Answer.line("550 5.7.1 no " + stage);
    }

    private static Outgoing to(List<String> addresses, @Nullable String subject, String text) {
        return new Outgoing(
                UUID.randomUUID(), null, addresses, subject, text, List.of(), SendMode.AUTO);
    }

    private static void say(RawTerminal terminal, int request, String what) {
        String text = what.contains("\"text\"") ? "" : ",\"text\":\"hello\"";
        terminal.say(
                "{\"type\":\"send\",\"request\":%d,\"clientId\":\"%s\",%s%s}"
                        .formatted(request, UUID.randomUUID(), what, text));
        terminal.await("\"request\":" + request + ",");
    }

    /** A robot of the rude kind: no null sender, no Auto-Submitted. */
    private static void answerAll(OutsideHost host) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        gateway.mail("away@robot.example", "I am away", "robot@home.example");
                    } catch (IOException e) {
                        host.commands().add("the answer was not taken: " + e);
                    }
                });
    }

    private static List<DeliveryState> states(TestTerminal terminal, String party) {
        return terminal.states().stream()
                .filter(state -> state.party().equals(party))
                .map(Event.MessageState::state)
                .toList();
    }

    /** What the terminal was told each time that a mail came to this state. */
    private static List<String> reasons(TestTerminal terminal, String party, DeliveryState state) {
        return terminal.states().stream()
                .filter(event -> event.party().equals(party) && event.state() == state)
                .map(event -> String.valueOf(event.reason()))
                .toList();
    }

    private static void isReport(String mail) {
        assertThat(mail)
                .contains("Return-Path: <>")
                .contains("multipart/report")
                .contains("Auto-Submitted: auto-replied");
    }

    private static List<String> inbox(String account) throws IOException {
        try (ImapReader imap = gateway.inbox(account)) {
            return imap.mails();
        }
    }

    private static List<String> inboxNow(String account) {
        try {
            return inbox(account);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How many recipients at a domain are in the queue. */
    private static long waiting(String domain) {
        String route = "smtp://127.0.0.1:" + host(domain).port();
        return new PostgresQueueDesk(database).list(new Selection.OfDestination(route), 1).total();
    }
}
