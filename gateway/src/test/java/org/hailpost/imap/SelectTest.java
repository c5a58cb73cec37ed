package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SelectTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void selectDescribesTheMailbox() {
        server.deliverMails(3);
        ImapClient imap = server.login();
        assertThat(imap.run("a SELECT inbox"))
                .contains(
                        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)",
                        "* 3 EXISTS",
                        "* 3 RECENT",
                        "* OK [UNSEEN 1] First unseen message",
                        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)]"
                                + " Flags permitted",
                        "* OK [UIDNEXT 4] Next UID",
                        "* OK [UIDVALIDITY 1000] UIDs are valid",
                        "a OK [READ-WRITE] SELECT completed");
    }

    @Test
    void onlyOneSessionGetsRecentAndExamineTakesItFromNobody() {
        server.deliverMails(2);
        assertThat(server.login().run("a EXAMINE INBOX"))
                .contains("* 2 RECENT", "a OK [READ-ONLY] EXAMINE completed");
        assertThat(server.login().run("a SELECT INBOX")).contains("* 2 RECENT");
        assertThat(server.login().run("a SELECT INBOX")).contains("* 0 RECENT");
        assertThat(server.login().run("a EXAMINE INBOX")).contains("* 0 RECENT");
    }

    @Test
    void aSelectThatFailsLeavesNothingSelected() {
        ImapClient imap = server.inbox();
        imap.send("a SELECT Nowhere").expect("a NO [NONEXISTENT]");
        imap.send("b FETCH 1 FLAGS").expect("b BAD");
        imap.send("c SELECT").expect("c BAD");
        imap.send("d SELECT INBOX").expect("d OK");
    }

    @Test
    void closeExpungesSilentlyAndUnselectDoesNot() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 2 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b UNSELECT")).containsExactly("b OK UNSELECT completed");
        assertThat(imap.run("c SELECT INBOX")).contains("* 3 EXISTS");
        assertThat(imap.run("d CLOSE")).containsExactly("d OK CLOSE completed");
        imap.send("e FETCH 1 FLAGS").expect("e BAD");
        assertThat(imap.run("f SELECT INBOX")).contains("* 2 EXISTS");
    }

    @Test
    void closeOfAnExaminedMailboxExpungesNothing() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS (\\Deleted)").expect("a OK");
        imap.send("b EXAMINE INBOX").expect("b OK [READ-ONLY]");
        imap.send("c STORE 1 -FLAGS (\\Deleted)").expect("c NO");
        imap.send("d EXPUNGE").expect("d NO");
        imap.send("e CLOSE").expect("e OK");
        assertThat(imap.run("f SELECT INBOX")).contains("* 2 EXISTS");
    }

    @Test
    void aMailboxThatIsRemovedEndsItsSessions() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        server.store.remove(server.mailbox("INBOX"));
        imap.send("a UID EXPUNGE 1").expect("* BYE Mailbox was removed");
        imap.expectClosed();
    }

    @Test
    void aMailboxInMemoryIsSelectedWithoutTheStore() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a UNSELECT").expect("a OK");
        server.deliverMails(1);
        imap.send("b EXAMINE INBOX").expect("b OK"); // to see what is recent it asks
        imap.send("c ENABLE IMAP4rev2").expect("c OK"); // which has none
        int reads = server.store.reads();
        server.store.down(true);
        assertThat(imap.run("d EXAMINE INBOX")).contains("* 3 EXISTS");
        server.store.down(false);
        assertThat(server.store.reads()).isEqualTo(reads);
    }

    @Test
    void aMailboxThatWasRenamedIsNotFoundByItsOldName() {
        ImapClient imap = server.inbox();
        imap.send("a SELECT Archive").expect("a OK");
        server.login().send("b RENAME Archive Old").expect("b OK");
        imap.send("c SELECT Archive").expect("c NO [NONEXISTENT]");
        imap.send("d SELECT Old").expect("d OK");
    }

    @Test
    void aStoreThatIsDownIsATransientNoAndTheSessionGoesOn() {
        ImapClient imap = server.login();
        server.store.down(true);
        imap.send("a SELECT INBOX").expect("a NO [UNAVAILABLE]");
        server.store.down(false);
        imap.send("b SELECT INBOX").expect("b OK [READ-WRITE]");
    }
}
