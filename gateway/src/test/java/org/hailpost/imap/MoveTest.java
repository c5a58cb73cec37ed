package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MoveTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void copyuidComesBeforeTheExpungesAndTheTaggedOkLast() {
        server.deliverMails(4);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a MOVE 2:3 Archive"))
                .containsExactly(
                        "* OK [COPYUID 1005 2:3 1:2] Moved",
                        "* 3 EXPUNGE",
                        "* 2 EXPUNGE",
                        "a OK MOVE completed");
        assertThat(imap.run("b FETCH 1:* UID"))
                .containsExactly("* 1 FETCH (UID 1)", "* 2 FETCH (UID 4)", "b OK FETCH completed");
    }

    @Test
    void veryManyGoInSeveralTransactionsAndAreToldAtOnce() {
        int many = 1 << 13;
        List<String> answer = server.inboxOf(many).run("a MOVE 1:* Archive");
        assertThat(answer)
                .startsWith("* OK [COPYUID 1005 1:8192 1:8192] Moved", "* 8192 EXPUNGE")
                .endsWith("* 1 EXPUNGE", "a OK MOVE completed")
                .hasSize(many + 2);
    }

    @Test
    void flagsAndDateGoAlongAndDeletedIsNotAsked() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Seen $Mark)").expect("a OK");
        imap.send("b STORE 2 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.send("c UID MOVE 1 Archive").expect("c OK");
        assertThat(imap.run("d SELECT Archive")).contains("* 1 EXISTS");
        assertThat(imap.run("e FETCH 1 (FLAGS INTERNALDATE)"))
                .contains(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent $Mark) INTERNALDATE"
                                + " \" 1-May-2026 12:00:00 +0200\")");
        assertThat(imap.run("f SELECT INBOX")).contains("* 1 EXISTS");
    }

    @Test
    void othersSeeItGoAndCome() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient source = server.inbox();
        ImapClient target = server.login();
        target.send("a SELECT Archive").expect("a OK");
        source.send("b IDLE").expect("+ idling");
        target.send("b IDLE").expect("+ idling");
        imap.send("c UID MOVE 1 Archive").expect("c OK");
        source.expectLine("* 1 EXPUNGE");
        target.expectLine("* 1 EXISTS");
    }

    @Test
    void aMoveWithinTheMailboxGivesANewUid() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID MOVE 1 INBOX"))
                .containsExactly(
                        "* OK [COPYUID 1000 1 3] Moved",
                        "* 1 EXPUNGE",
                        "* 2 EXISTS",
                        "* 2 RECENT",
                        "a OK UID MOVE completed");
    }

    @Test
    void whatIsNotThereIsNoErrorByUidAndOneByNumber() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        assertThat(imap.run("a UID MOVE 7:9 Archive"))
                .containsExactly("a OK UID MOVE completed, nothing to move");
        imap.send("b MOVE 7 Archive").expectLine("b BAD");
        imap.send("c MOVE 1 Nowhere").expectLine("c NO [TRYCREATE]");
        imap.send("d MOVE 1").expectLine("d BAD");
    }

    @Test
    void noneIsMovedWhenOneIsGone() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        imap.send("c MOVE 1:2 Archive").expect("c NO [EXPUNGEISSUED]");
        assertThat(imap.run("d STATUS Archive (MESSAGES)"))
                .contains("* STATUS \"Archive\" (MESSAGES 0)");
    }

    @Test
    void anExaminedMailboxKeepsItsMessages() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a EXAMINE INBOX").expect("a OK");
        imap.send("b MOVE 1 Archive").expectLine("b NO");
        assertThat(imap.run("c STATUS Archive (MESSAGES)"))
                .contains("* STATUS \"Archive\" (MESSAGES 0)");
    }
}
