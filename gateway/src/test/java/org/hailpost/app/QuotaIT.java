package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.hailpost.bridge.client.RequestFailedException;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas from the command line to every door, over a whole gateway that runs meanwhile. */
class QuotaIT {
    @TempDir private static Path directory;
    private static TestGateway gateway;
    private TestConsole console;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.start(
                        directory,
                        PushedCopy.KEEP,
                        "amy@home.example",
                        "ben@home.example",
                        "cat@home.example",
                        "dan@full.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void sit() throws IOException {
        console = gateway.console(directory);
    }

    @Test
    void aFullMailboxIsRefusedAtEveryDoorUntilSomethingIsDeleted() throws Exception {
        gateway.mail("x@far.example", "first", "amy@home.example");
        run("quota", "set", "amy@home.example", "--messages", "1");
        try (SmtpSender smtp = new SmtpSender(gateway.smtp());
                ImapReader imap = gateway.inbox("amy@home.example");
                TestTerminal ben = gateway.terminal("ben@home.example")) {
            awaitReply(smtp, "amy@home.example", "452 4.2.2");
            assertThat(smtp.ask("RCPT TO:<ben@home.example>")).startsWith("250");
            assertThat(smtp.ask("RSET")).startsWith("250");
            assertThat(ben.client().send("amy@home.example", "hello"))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(RequestFailedException.class)
                    .withMessageContaining("the mailbox of amy@home.example is full");
            assertThat(imap.command("GETQUOTAROOT INBOX"))
                    .containsExactly(
                            "* QUOTAROOT \"INBOX\" \"Account\"",
                            "* QUOTA \"Account\" (MESSAGE 1 1)");
            assertThat(failure(imap, "COPY 1 Archive")).contains("NO [OVERQUOTA]");
            imap.command("STORE 1 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
            awaitReply(smtp, "amy@home.example", "250");
        }
    }

    @Test
    void aMailThatCanNeverFitIsRefusedForGood() throws Exception {
        run("quota", "set", "cat@home.example", "--storage", "2KiB");
        try (SmtpSender smtp = new SmtpSender(gateway.smtp())) {
            assertThat(smtp.ask("MAIL FROM:<x@far.example> SIZE=3000")).startsWith("250");
            assertThat(smtp.ask("RCPT TO:<cat@home.example>")).startsWith("552 5.2.2");
            assertThat(smtp.ask("RCPT TO:<ben@home.example>")).startsWith("250");
            smtp.ask("RSET");
            assertThat(smtp.offer("x@far.example", "s".repeat(3000), "cat@home.example"))
                    .startsWith("552 5.2.2");
            assertThat(smtp.offer("x@far.example", "short", "cat@home.example")).startsWith("250");
        }
    }

    @Test
    void whoWritesNeedsRoomForTheCopyInSent() throws Exception {
        run("quota", "set", "cat@home.example", "--storage", "100B");
        try (TestTerminal cat = gateway.terminal("cat@home.example")) {
            assertThat(cat.client().send("ben@home.example", "hello"))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(RequestFailedException.class)
                    .withMessageContaining("your mailbox is full");
        }
    }

    @Test
    void aFullDomainIsAskedToBeTriedAgain() throws Exception {
        gateway.mail("x@far.example", "first", "dan@full.example");
        run("quota", "set", "full.example", "--messages", "1");
        try (SmtpSender smtp = new SmtpSender(gateway.smtp())) {
            awaitReply(smtp, "dan@full.example", "452 4.3.1");
        }
        run("quota", "show", "full.example", "--json");
        assertThat(console.out())
                .contains("\"usedMessages\" : 1")
                .contains("\"messages\" : 1")
                .contains("\"octets\" : null");
    }

    @Test
    void theCommandsSayWhatTheyDidAndWhatIsWrong() throws Exception {
        run("quota", "set", "ben@home.example", "--storage", "5GB", "--messages", "none");
        assertThat(console.out()).isEqualTo("limited ben@home.example");
        run("quota", "show", "ben@home.example");
        assertThat(console.out()).containsPattern("ben@home.example .* 5 GB +0 +none");
        run("quota", "set", "ben@home.example", "--storage", "default");
        run("quota", "show");
        assertThat(console.out()).contains("home.example").contains("none (default)");
        run("quota", "recount", "ben@home.example");
        assertThat(console.out()).endsWith("the counters were right");

        assertThat(console.run("quota", "set", "ben@home.example")).isEqualTo(2);
        assertThat(console.err()).contains("--storage SIZE");
        assertThat(console.run("quota", "set", "ben@home.example", "--storage", "5")).isEqualTo(2);
        assertThat(console.err()).contains("such as 5GB");
        assertThat(console.run("quota", "set", "ben@home.example", "--messages", "0")).isEqualTo(2);
        assertThat(console.run("quota", "set", "nobody@home.example", "--messages", "3"))
                .isEqualTo(1);
        assertThat(console.err()).contains("no such account");
        assertThat(console.run("quota", "show", "nowhere.example")).isEqualTo(1);
        assertThat(console.err()).contains("no such domain");
    }

    private void run(String... words) {
        assertThat(console.run(words)).as(console.err()).isZero();
    }

    /** What another process has set counts within seconds. */
    private static void awaitReply(SmtpSender smtp, String recipient, String wanted)
            throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String reply;
        do {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // a session may say so much
            assertThat(smtp.ask("RSET")).startsWith("250");
            assertThat(smtp.ask("MAIL FROM:<x@far.example>")).startsWith("250");
            reply = smtp.ask("RCPT TO:<" + recipient + ">");
        } while (!reply.startsWith(wanted) && System.nanoTime() < deadline);
        assertThat(reply).startsWith(wanted);
    }

    private static String failure(ImapReader imap, String command) {
        try {
            return imap.command(command).toString();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
