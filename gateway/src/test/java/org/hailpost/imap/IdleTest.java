package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.hailpost.mailbox.MemoryMailboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdleTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @RegisterExtension
    final ImapTestServer hasty =
            new ImapTestServer(
                    new ImapSettings(
                            "127.0.0.1",
                            0,
                            0,
                            true,
                            List.of(),
                            1024 * 1024,
                            new ImapLimits(
                                    3,
                                    3,
                                    3,
                                    4096,
                                    8192,
                                    Duration.ofMillis(500),
                                    Duration.ofMillis(700),
                                    Duration.ofMillis(200),
                                    Duration.ofSeconds(10),
                                    Duration.ofMillis(300))));

    @RegisterExtension
    final ImapTestServer patient =
            new ImapTestServer(ImapTestServer.settings(true, Duration.ofSeconds(3)));

    @Test
    void newMailFlagsAndExpungesAreToldAtOnce() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        imap.send("a IDLE").expect("+ idling");
        server.deliver(ImapTestServer.mail("new"));
        imap.expectLine("* 3 EXISTS");
        imap.expectLine("* 3 RECENT");
        other.send("b STORE 1 +FLAGS.SILENT (\\Deleted $New)").expect("b OK");
        imap.expectLine("* FLAGS (");
        imap.expectLine("* OK [PERMANENTFLAGS ");
        imap.expectLine("* 1 FETCH (FLAGS (\\Deleted \\Recent $New))");
        other.send("c EXPUNGE").expect("c OK");
        imap.expectLine("* 1 EXPUNGE");
        imap.send("done").expectLine("a OK IDLE completed");
        imap.send("d FETCH 2 UID").expectLine("* 2 FETCH (UID 3)");
    }

    @Test
    void whatHappenedBeforeIdleIsToldInIt() {
        ImapClient imap = server.inbox();
        server.deliverMails(1);
        imap.send("a IDLE").expect("+ idling");
        imap.expectLine("* 1 EXISTS");
        imap.expectLine("* 1 RECENT");
        imap.send("DONE").expectLine("a OK");
    }

    @Test
    void newMailIsToldBeforeTheStoreIsAskedWhoseItIs() {
        ImapClient imap = server.inbox();
        imap.send("a IDLE").expect("+ idling");
        MemoryMailboxes store = server.store;
        synchronized (store) { // answers nobody else
            server.deliverMails(1);
            imap.expectLine("* 1 EXISTS");
        }
        imap.expectLine("* 1 RECENT");
        imap.send("DONE").expectLine("a OK");
    }

    @Test
    void whatIsToldDoesNotDependOnTheStore() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Flagged)").expect("a OK");
        other.send("a NOOP").expect("a OK"); // now it is written
        server.deliverMails(1);
        server.store.down(true);
        assertThat(imap.run("b NOOP"))
                .containsExactly(
                        "* 2 EXISTS",
                        "* 1 FETCH (FLAGS (\\Flagged \\Recent))",
                        "b OK NOOP completed");
        server.store.down(false);
    }

    @Test
    void doneMayComeAtOnceAndIdleNeedsNoMailbox() {
        ImapClient imap = server.login();
        imap.send("a IDLE\r\nDONE\r\nb NOOP").expect("a OK").expect("b OK");
        imap.send("c SELECT INBOX\r\nd IDLE\r\nDONE\r\ne IDLE\r\nDONE").expect("c OK");
        imap.expect("+ idling").expect("d OK").expect("+ idling").expect("e OK");
    }

    @Test
    void anythingButDoneIsBadAndEndsIdle() {
        ImapClient imap = server.inbox();
        imap.send("a IDLE").expect("+ idling");
        imap.send("b NOOP").expect("a BAD");
        imap.send("c NOOP").expect("c OK");
    }

    @Test
    void aFloodOfChangesEndsInTheRightState() {
        ImapClient imap = server.inbox();
        imap.send("a IDLE").expect("+ idling");
        for (int i = 1; i <= 500; i++) {
            server.deliver(ImapTestServer.mail("flood " + i));
        }
        String exists = "";
        while (!exists.equals("* 500 EXISTS")) {
            exists = imap.line();
        }
        imap.send("DONE").expect("a OK");
        assertThat(imap.run("b FETCH 500 UID")).contains("* 500 FETCH (UID 500)");
    }

    @Test
    void aSignOfLifeComesNowAndThenUntilItIsTooLong() {
        ImapClient imap = hasty.inbox();
        imap.send("a IDLE").expect("+ idling");
        imap.expectLine("* OK Still here");
        imap.expect("* BYE Idle for too long");
        imap.expectClosed();
    }

    @Test
    void whoDoesNotLogInOrSaysNothingIsClosed() {
        hasty.connect().expect("* OK").expect("* BYE No login in time").expectClosed();
        hasty.login().expect("* BYE Idle for too long").expectClosed();
    }

    @Test
    void slowLorisBeforeLoginHasOneDeadline() {
        ImapClient imap = hasty.connect().expect("* OK");
        imap.send("a NOOP").expect("a OK").send("b NOOP").expect("b OK").raw("c NO");
        imap.expect("* BYE No login in time");
    }

    /** Each octet begins the time of a read anew: the record never ends. */
    @Test
    void norDoesATlsRecordInSmallPiecesHaveMore() {
        try (ImapClient imap = new ImapClient(hasty.imap().tlsPort())) {
            imap.raw(new byte[] {0x16, 3, 1, 0x40, 0}); // a ClientHello of 16 KiB begins
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 300; i++) {
                                    Thread.sleep(50);
                                    imap.raw(new byte[1]);
                                }
                            })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aMessageHasTimeAsLongAsItComes() throws InterruptedException {
        ImapClient imap = patient.login();
        imap.send("a APPEND INBOX {900000}").expect("+ Ready");
        for (int i = 0; i < 3; i++) {
            Thread.sleep(1200); // three are more than there is for a command
            imap.raw("x".repeat(300_000));
        }
        imap.send("").expect("a OK");
        imap.expect("* BYE Idle for too long");
    }

    @Test
    void tooManyConnectionsAreRefused() {
        hasty.login();
        hasty.login();
        hasty.login();
        hasty.connect().expect("* BYE Too many connections").expectClosed();
    }

    @Test
    void stopSaysByeToAll() {
        ImapClient idling = server.inbox();
        idling.send("a IDLE").expect("+ idling");
        ImapClient quiet = server.connect().expect("* OK");
        server.imap().stop(Duration.ofSeconds(5));
        idling.expect("* BYE Server is stopping");
        quiet.expect("* BYE Server is stopping").expectClosed();
        assertThat(server.imap().connections()).isZero();
    }
}
