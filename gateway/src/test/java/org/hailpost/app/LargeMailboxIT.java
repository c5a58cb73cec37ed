package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member does to all of a large mailbox at once does not take the gateway's heap. */
class LargeMailboxIT {
    private static final int DOUBLINGS = 16;
    private static final int MESSAGES = 1 << DOUBLINGS;
    private static final List<String> SMALL_HEAP =
            List.of("-XX:+UseSerialGC", "-Xmx48m", "-XX:+ExitOnOutOfMemoryError");

    @TempDir private Path home;

    @Test
    void itIsStoredMovedAndExpungedInASmallHeap() throws Exception {
        try (ServeProcess gateway = ServeProcess.start(home, SMALL_HEAP, "");
                RawSocket imap = new RawSocket(gateway.ports().imap())) {
            done(imap, "LOGIN " + ServeProcess.BOB + " " + ServeProcess.PASSWORD);
            done(imap, "APPEND INBOX {16+}\r\nSubject: x\r\n\r\nx\r");
            done(imap, "SELECT INBOX");
            for (int i = 0; i < DOUBLINGS; i++) {
                done(imap, "COPY 1:* INBOX");
            }
            done(imap, "STORE 1:* +FLAGS (\\Flagged)");
            imap.say("m UID MOVE 1:* Archive\r\n");
            assertThat(imap.await("* OK [COPYUID "))
                    .contains(" 1:%1$d 1:%1$d]".formatted(MESSAGES));
            assertThat(imap.await("m ")).startsWith("m OK");
            assertThat(messages(imap, "INBOX")).isZero();
            assertThat(messages(imap, "Archive")).isEqualTo(MESSAGES);
            done(imap, "SELECT Archive");
            done(imap, "UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
            done(imap, "UID EXPUNGE 1:" + MESSAGES / 2);
            assertThat(messages(imap, "Archive")).isEqualTo(MESSAGES / 2);
            done(imap, "EXPUNGE");
            assertThat(messages(imap, "Archive")).isZero();
        }
    }

    private static void done(RawSocket imap, String command) throws IOException {
        imap.say("a " + command + "\r\n");
        assertThat(imap.await("a ")).as(command).startsWith("a OK");
    }

    private static int messages(RawSocket imap, String mailbox) throws IOException {
        imap.say("b STATUS " + mailbox + " (MESSAGES)\r\n");
        String status = imap.await("* STATUS \"" + mailbox);
        imap.await("b OK");
        return Integer.parseInt(status.replaceAll("\\D+", ""));
    }
}
