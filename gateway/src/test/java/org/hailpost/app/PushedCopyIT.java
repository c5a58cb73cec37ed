package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.hailpost.delivery.DeliverySettings.PushedCopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The delivery policy: what becomes of the mailbox copy that a terminal has acknowledged. */
class PushedCopyIT {
    private static final String BOB = "bob@home.example";

    @TempDir private Path directory;

    @Test
    void archiveMovesIt() throws Exception {
        try (TestGateway gateway = TestGateway.start(directory, PushedCopy.ARCHIVE, BOB);
                TestTerminal terminal = gateway.terminal(BOB)) {
            push(gateway, terminal);
            awaitInbox(gateway, List.of());
            assertThat(subjects(gateway, "Live")).containsExactly("pushed");
        }
    }

    @Test
    void dropExpungesItAndTheConversationKeepsIt() throws Exception {
        try (TestGateway gateway = TestGateway.start(directory, PushedCopy.DROP, BOB);
                TestTerminal terminal = gateway.terminal(BOB)) {
            String thread = push(gateway, terminal);
            awaitInbox(gateway, List.of());
            assertThat(terminal.client().history(thread, null, 10).join().messages()).hasSize(1);
        }
    }

    @Test
    void withNoTerminalToAcknowledgeItStays() throws Exception {
        try (TestGateway gateway = TestGateway.start(directory, PushedCopy.DROP, BOB)) {
            gateway.mail("amy@x.example", "kept", BOB);
            assertThat(subjects(gateway, "INBOX")).containsExactly("kept");
        }
    }

    private static String push(TestGateway gateway, TestTerminal terminal) throws IOException {
        gateway.mail("amy@x.example", "pushed", BOB);
        terminal.await(1);
        return terminal.messages().getLast().thread();
    }

    private static void awaitInbox(TestGateway gateway, List<String> expected) {
        TestTerminal.await(() -> subjects(gateway, "INBOX").equals(expected), "INBOX " + expected);
    }

    private static List<String> subjects(TestGateway gateway, String mailbox) {
        try (ImapReader imap = gateway.inbox(BOB)) {
            return imap.subjects(mailbox);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
