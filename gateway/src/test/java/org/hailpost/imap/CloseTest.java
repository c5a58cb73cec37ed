package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CLOSE, UNSELECT, and the closing that a SELECT brings. */
class CloseTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void closeExpungesSilentlyAndOthersAreTold() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        imap.send("a STORE 1,3 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b CLOSE")).containsExactly("b OK CLOSE completed");
        assertThat(other.run("c NOOP"))
                .containsExactly("* 3 EXPUNGE", "* 1 EXPUNGE", "c OK NOOP completed");
        imap.send("d CLOSE").expectLine("d BAD");
    }

    @Test
    void anotherSelectExpungesNothingAndSaysWhereTheOldMailboxEnds() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b SELECT Archive").getFirst())
                .isEqualTo("* OK [CLOSED] Mailbox is closed");
        assertThat(imap.run("c SELECT Nowhere"))
                .containsExactly(
                        "* OK [CLOSED] Mailbox is closed", "c NO [NONEXISTENT] No such mailbox");
        assertThat(imap.run("d SELECT INBOX")).contains("* 1 EXISTS").doesNotContain("[CLOSED]");
        assertThat(imap.run("e UNSELECT")).containsExactly("e OK UNSELECT completed");
        assertThat(imap.run("f STATUS INBOX (MESSAGES)"))
                .contains("* STATUS \"INBOX\" (MESSAGES 1)");
    }

    @Test
    void checkAndNoopTellWhatIsPending() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        server.deliverMails(1);
        assertThat(imap.run("c CHECK"))
                .containsExactly("* 1 EXPUNGE", "* 2 EXISTS", "* 2 RECENT", "c OK CHECK completed");
        assertThat(imap.run("d NOOP")).containsExactly("d OK NOOP completed");
        imap.send("e CHECK now").expectLine("e BAD");
    }
}
