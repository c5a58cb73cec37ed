package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A gateway in front of a mail server that keeps the mailboxes, over real sockets. */
class MailboxServerIT {
    private static final String ANN = "ann@kept.example";
    private static final String BEN = "ben@kept.example";

    /** No account of ours. */
    private static final String CY = "cy@kept.example";

    private static final String HERE = "here@home.example";
    private static final String SENDER = "amy@x.example";

    @TempDir private Path directory;
    private LmtpServer server;
    private TestGateway gateway;
    private TestConsole console;

    @BeforeEach
    void start() throws Exception {
        server = new LmtpServer();
        gateway = TestGateway.start(directory, PushedCopy.KEEP, ANN, BEN, HERE);
        console = gateway.console(directory);
        run("domain", "mailbox", "kept.example", server.url());
        gateway.restart(); // nothing of before is cached
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @Test
    void aMailIsHandedOverAndShownLiveAndCostsNoUnreadInInbox() throws Exception {
        try (TestTerminal terminal = gateway.terminal(ANN)) {
            gateway.mail(SENDER, "hello", ANN);
            assertThat(terminal.await(1)).containsExactly("hello");
        }
        assertThat(server.taken).containsExactly(ANN + ": hello");
        try (ImapReader imap = gateway.inbox(ANN)) {
            assertThat(imap.subjects("INBOX")).isEmpty();
            assertThat(imap.subjects("Live")).containsExactly("hello");
        }
    }

    @Test
    void whoIsNoAccountHereGetsMailIfTheServerKnowsHim() throws Exception {
        server.atRcpt.put("nobody@kept.example", "550 5.1.1 unknown");
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            sender.send(SENDER, "one", CY);
            sender.ask("MAIL FROM:<" + SENDER + ">");
            assertThat(sender.ask("RCPT TO:<nobody@kept.example>")).startsWith("550 5.1.1 ");
            assertThat(sender.ask("RCPT TO:<nobody@kept.example>")).startsWith("550 5.1.1 ");
        }
        assertThat(server.taken).containsExactly(CY + ": one");
        assertThat(server.heard("RCPT TO:<nobody@")).isEqualTo(1); // then it was remembered
    }

    @Test
    void theirAnswerIsOursIfThereIsOneRecipientAndNothingIsStored() throws Exception {
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            server.atData.put(ANN, "552 5.2.3 too long for this mailbox");
            assertThat(sender.offer(SENDER, "big", ANN))
                    .startsWith("550 5.2.3 ")
                    .contains("too long for this mailbox");
            server.atData.put(ANN, "452 4.2.2 quota exceeded");
            assertThat(sender.offer(SENDER, "full", ANN)).startsWith("451 4.2.2 ");
            server.atData.put(ANN, LmtpServer.HALF);
            assertThat(sender.offer(SENDER, "half", ANN)).startsWith("451 4.");
        }
        assertThat(server.taken).isEmpty();
        try (ImapReader imap = gateway.inbox(ANN)) {
            assertThat(imap.subjects("INBOX")).isEmpty();
            assertThat(imap.subjects("Live")).isEmpty();
        }
        assertThat(queued()).isEmpty();
    }

    @Test
    void ifAllOfSeveralHaveToWaitTheSenderTriesAgain() throws Exception {
        server.atData.put(ANN, "451 4.3.0 later");
        server.atData.put(CY, "451 4.3.0 later");
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            assertThat(sender.offer(SENDER, "again", ANN, CY)).startsWith("451 4.3.0 ");
            assertThat(queued()).isEmpty();
            server.atData.clear();
            sender.send(SENDER, "again", ANN, CY);
        }
        assertThat(server.taken).containsExactly(ANN + ": again", CY + ": again");
    }

    @Test
    void whoHasToWaitWhileOthersHaveItComesByTheQueueAndNobodyHasItTwice() throws Exception {
        server.atData.put(BEN, "451 4.3.0 later");
        gateway.mail(SENDER, "mixed", ANN, BEN, HERE);
        assertThat(server.taken).contains(ANN + ": mixed");
        try (ImapReader imap = gateway.inbox(HERE)) {
            assertThat(imap.subjects("INBOX")).containsExactly("mixed");
        }
        assertThat(queued()).singleElement().asString().startsWith(BEN + " mailbox=lmtp://");
        awaitTried("451 4.3.0");
        server.atData.clear();
        run("queue", "retry", "all");
        TestTerminal.await(() -> server.taken.size() == 2, "the queue");
        assertThat(server.taken).containsExactly(ANN + ": mixed", BEN + ": mixed");
        TestTerminal.await(() -> queued().isEmpty(), "an empty queue");
    }

    @Test
    void whoIsRefusedWhileOthersHaveItIsReportedToTheSender() throws Exception {
        server.atData.put(BEN, "554 5.6.0 not this one");
        gateway.mail(HERE, "to both", ANN, BEN);
        assertThat(server.taken).containsExactly(ANN + ": to both");
        try (ImapReader imap = gateway.inbox(HERE)) {
            TestTerminal.await(() -> !subjects(imap).isEmpty(), "a report");
            assertThat(imap.command("FETCH 1 BODY[]").toString())
                    .contains("rfc822; " + BEN)
                    .contains("5.6.0");
        }
        TestTerminal.await(() -> queued().isEmpty(), "an empty queue");
        assertThat(server.taken).hasSize(1);
    }

    @Test
    void whileTheServerIsAwayMailWaitsWithTheSenderAndIsTakenAfterwards() throws Exception {
        gateway.mail(SENDER, "before", ANN);
        int port = server.port();
        server.close();
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            sender.ask("MAIL FROM:<" + SENDER + ">");
            assertThat(sender.ask("RCPT TO:<" + CY + ">")).startsWith("451 4.4.1 ");
            assertThat(sender.ask("RCPT TO:<" + ANN + ">")).startsWith("250 "); // is known
            assertThat(sender.ask("RCPT TO:<" + HERE + ">")).startsWith("250 ");
            assertThat(sender.ask("DATA")).startsWith("354 ");
            assertThat(sender.finish(SENDER, "meanwhile", ANN, HERE)).startsWith("250 ");
            assertThat(sender.offer(SENDER, "alone", ANN)).startsWith("451 4.4.1 ");
        }
        assertThat(queued()).hasSize(1);
        awaitTried("127.0.0.1");
        server = new LmtpServer(port);
        run("queue", "retry", "all");
        TestTerminal.await(() -> server.taken.contains(ANN + ": meanwhile"), "the queue");
        assertThat(server.taken).hasSize(1);
    }

    @Test
    void membersOfAGroupWhoseMailboxesTheServerKeepsGetItOnceEach() throws Exception {
        run("alias", "add", "team@home.example", ANN, CY, HERE);
        gateway.restart();
        try (TestTerminal terminal = gateway.terminal(ANN)) {
            gateway.mail(SENDER, "to all", "team@home.example", ANN, CY);
            assertThat(terminal.await(1)).containsExactly("to all");
        }
        assertThat(server.taken).containsExactlyInAnyOrder(ANN + ": to all", CY + ": to all");
        try (ImapReader imap = gateway.inbox(HERE)) {
            assertThat(imap.subjects("INBOX")).containsExactly("to all");
        }
        server.atData.put(CY, "451 4.3.0 later");
        gateway.mail(SENDER, "once more", "team@home.example");
        assertThat(queued()).singleElement().asString().startsWith(CY + " mailbox=lmtp://");
        awaitTried("451 4.3.0");
        server.atData.clear();
        run("queue", "retry", "all");
        TestTerminal.await(() -> queued().isEmpty(), "an empty queue");
        assertThat(server.taken)
                .containsExactlyInAnyOrder(
                        ANN + ": to all", CY + ": to all", ANN + ": once more", CY + ": once more");
    }

    /** RFC 1047: they have it and we never hear of it, so the sender tries again. */
    @Test
    void aLostReplyIsTheOneWindowForADouble() throws Exception {
        server.atData.put(ANN, LmtpServer.HANG_UP);
        try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
            assertThat(sender.offer(SENDER, "lost", ANN)).startsWith("451 4.");
            server.atData.clear();
            sender.send(SENDER, "lost", ANN);
        }
        assertThat(server.taken).containsExactly(ANN + ": lost", ANN + ": lost");
        try (ImapReader imap = gateway.inbox(ANN)) {
            assertThat(imap.subjects("Live")).containsExactly("lost");
        }
    }

    @Test
    void aFullAccountHereKeepsNoMailFromItsServer() throws Exception {
        run("quota", "set", ANN, "--messages", "1");
        gateway.restart();
        gateway.mail(SENDER, "first", ANN);
        gateway.mail(SENDER, "full here", ANN, HERE);
        gateway.mail(SENDER, "full again", ANN);
        assertThat(server.taken)
                .containsExactly(ANN + ": first", ANN + ": full here", ANN + ": full again");
        try (ImapReader imap = gateway.inbox(ANN)) {
            assertThat(imap.subjects("Live")).containsExactly("first");
        }
        try (ImapReader imap = gateway.inbox(HERE)) {
            assertThat(imap.subjects("INBOX")).containsExactly("full here");
        }
    }

    @Test
    void whatATerminalWritesReachesTerminalsAndTheServer() throws Exception {
        try (TestTerminal ann = gateway.terminal(ANN);
                TestTerminal ben = gateway.terminal(BEN)) {
            ann.client()
                    .send(
                            new Outgoing(
                                    UUID.randomUUID(),
                                    null,
                                    List.of(BEN, CY),
                                    "from a terminal",
                                    "hi",
                                    List.of(),
                                    SendMode.AUTO))
                    .join();
            assertThat(ben.await(1)).containsExactly("from a terminal");
        }
        TestTerminal.await(() -> server.taken.size() == 2, "the queue");
        assertThat(server.taken)
                .containsExactlyInAnyOrder(BEN + ": from a terminal", CY + ": from a terminal");
        try (ImapReader imap = gateway.inbox(BEN)) {
            assertThat(imap.subjects("INBOX")).isEmpty();
            assertThat(imap.subjects("Live")).containsExactly("from a terminal");
        }
    }

    private static List<String> subjects(ImapReader imap) {
        try {
            imap.command("NOOP");
            return imap.subjects("INBOX");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Recipients in the queue, each with its destination, and what was said to it last. */
    private List<String> queued() {
        run("queue", "list", "--json");
        return JsonMapper.shared()
                .readTree(console.out())
                .valueStream()
                .map(line ->
                        line.get("recipient").asString()
                                + " "
                                + line.get("destination").asString()
                                + " "
                                + line.get("answer").asString())
                .toList();
    }

    /** As soon as the queue has tried by itself and has written what came of it. */
    private void awaitTried(String diagnostic) {
        TestTerminal.await(
                () -> queued().stream().allMatch(line -> line.contains(diagnostic)), diagnostic);
    }

    private void run(String... words) {
        assertThat(console.run(words)).as(console.err()).isZero();
    }
}
