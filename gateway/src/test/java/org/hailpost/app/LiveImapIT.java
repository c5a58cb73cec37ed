package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hailpost.bridge.frame.Event;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a terminal shows in open mail clients at once, and the other way round. */
class LiveImapIT {
    private static final String NOTIFY =
            "NOTIFY SET (selected (MessageNew (UID) MessageExpunge FlagChange))"
                    + " (personal (MessageNew MessageExpunge FlagChange))";

    @TempDir private static Path directory;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.start(
                        directory,
                        PushedCopy.KEEP,
                        "read@home.example",
                        "cat@home.example",
                        "dan@home.example",
                        "gone@home.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatATerminalReadsIsToldToEverySession() throws Exception {
        try (TestTerminal terminal = gateway.terminal("read@home.example");
                ImapReader idling = gateway.inbox("read@home.example");
                ImapReader notified = gateway.inbox("read@home.example");
                ImapReader elsewhere = gateway.inbox("read@home.example")) {
            idling.send("i IDLE");
            idling.await("+ ");
            notified.command(NOTIFY);
            elsewhere.command("SELECT Drafts");
            elsewhere.command(NOTIFY);
            gateway.mail("amy@x.example", "hello", "read@home.example");
            idling.await("* 1 EXISTS");
            notified.await("* 1 EXISTS");
            notified.await("* 1 FETCH (UID ");
            assertThat(elsewhere.await("* STATUS \"INBOX\" (MESSAGES 1 ")).contains(" UNSEEN 1 ");
            terminal.await(1);
            Event.MessageNew mail = terminal.messages().getFirst();
            terminal.client().read(mail.thread(), mail.message().id()).join();
            assertThat(idling.await("* 1 FETCH (FLAGS (")).contains("\\Seen");
            assertThat(notified.await("* 1 FETCH (UID ")).contains("\\Seen");
            assertThat(elsewhere.await("* STATUS \"INBOX\" (MESSAGES 1 ")).contains(" UNSEEN 0 ");
        }
    }

    @Test
    void whatATerminalSendsLiesInSentAndIsToldThere() throws Exception {
        try (TestTerminal cat = gateway.terminal("cat@home.example");
                ImapReader inSent = gateway.inbox("cat@home.example");
                ImapReader notified = gateway.inbox("cat@home.example");
                ImapReader dan = gateway.inbox("dan@home.example")) {
            inSent.command("SELECT Sent");
            inSent.send("i IDLE");
            inSent.await("+ ");
            notified.command(NOTIFY);
            dan.send("i IDLE");
            dan.await("+ ");
            cat.client().send("dan@home.example", "are you there?").join();
            inSent.await("* 1 EXISTS");
            notified.await("* STATUS \"Sent\" (MESSAGES 1 ");
            dan.await("* 1 EXISTS");
            assertThat(notified.subjects("Sent")).containsExactly("are you there?");
        }
    }

    @Test
    void whatAMailClientFlagsAndRemovesIsToldToTerminalsAndOtherSessions() throws Exception {
        try (TestTerminal terminal = gateway.terminal("gone@home.example");
                ImapReader imap = gateway.inbox("gone@home.example");
                ImapReader idling = gateway.inbox("gone@home.example");
                ImapReader notified = gateway.inbox("gone@home.example")) {
            gateway.mail("amy@x.example", "first", "gone@home.example");
            terminal.await(1);
            imap.command("NOOP");
            idling.send("i IDLE");
            idling.await("* 1 EXISTS");
            notified.command("UNSELECT");
            notified.command(NOTIFY);
            imap.command("STORE 1 +FLAGS (\\Seen \\Deleted)");
            idling.await("* 1 FETCH (FLAGS (");
            notified.await("* STATUS \"INBOX\" (MESSAGES 1 ");
            TestTerminal.await(
                    () -> terminal.others().stream().anyMatch(Event.MessageFlags.class::isInstance),
                    "the flag on the terminal");
            imap.command("EXPUNGE");
            idling.await("* 1 EXPUNGE");
            notified.await("* STATUS \"INBOX\" (MESSAGES 0 ");
            TestTerminal.await(
                    () ->
                            terminal.others().stream()
                                    .anyMatch(Event.MessageRemoved.class::isInstance),
                    "the removal on the terminal");
        }
    }
}
