package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7162 §3.2. The first message of an account has MODSEQ 2. */
class QresyncTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private ImapClient qresync() {
        ImapClient imap = server.login();
        assertThat(imap.run("q ENABLE QRESYNC")).contains("* ENABLED QRESYNC");
        return imap;
    }

    private ImapClient inbox() {
        return qresync().send("q SELECT INBOX").expect("q OK");
    }

    @Test
    void nothingOfItWorksWithoutEnable() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a ENABLE CONDSTORE").expect("a OK");
        imap.send("b SELECT INBOX (QRESYNC (1000 1))").expectLine("b BAD");
        imap.send("c SELECT INBOX").expect("c OK");
        imap.send("d UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)").expectLine("d BAD");
        imap.send("e STORE 1 +FLAGS.SILENT (\\Deleted)").expect("e OK");
        assertThat(imap.run("f EXPUNGE")).containsExactly("* 1 EXPUNGE", "f OK EXPUNGE completed");
    }

    @Test
    void vanishedStandsForExpungeAndTheAnswerTellsUpToWhere() {
        server.deliverMails(6);
        ImapClient imap = inbox();
        imap.send("a STORE 1,3:5 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b UID EXPUNGE 1"))
                .containsExactly("* VANISHED 1", "b OK [HIGHESTMODSEQ 9] UID EXPUNGE completed");
        assertThat(imap.run("c EXPUNGE"))
                .containsExactly("* VANISHED 3:5", "c OK [HIGHESTMODSEQ 10] EXPUNGE completed");
        assertThat(imap.run("d EXPUNGE")).containsExactly("d OK EXPUNGE completed");
        assertThat(imap.run("e MOVE 1 Archive"))
                .containsExactly(
                        "* OK [COPYUID 1005 2 1] Moved",
                        "* VANISHED 2",
                        "e OK [HIGHESTMODSEQ 12] MOVE completed");
        assertThat(imap.run("f FETCH 1 UID")).contains("* 1 FETCH (UID 6)");
    }

    @Test
    void whoComesBackHearsWhatChangedAndWhatIsGone() {
        server.deliverMails(5);
        ImapClient other = server.inbox();
        other.send("a STORE 2,4 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        other.send("c STORE 1 +FLAGS.SILENT (\\Seen)").expect("c OK");
        other.send("d NOOP").expect("d OK"); // now it is written
        server.deliverMails(1);
        ImapClient imap = qresync();
        List<String> lines = imap.run("d SELECT INBOX (QRESYNC (1000 6))");
        assertThat(lines)
                .endsWith(
                        "* VANISHED (EARLIER) 2,4",
                        "* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (9))",
                        "* 4 FETCH (UID 6 FLAGS (\\Recent) MODSEQ (10))",
                        "d OK [READ-WRITE] SELECT completed");
        assertThat(lines).contains("* 4 EXISTS", "* OK [HIGHESTMODSEQ 10] Highest");
        assertThat(imap.run("e SELECT INBOX (QRESYNC (1000 6 1:3))"))
                .contains("* OK [CLOSED] Mailbox is closed")
                .endsWith(
                        "* VANISHED (EARLIER) 2",
                        "* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (9))",
                        "e OK [READ-WRITE] SELECT completed");
        assertThat(imap.run("f EXAMINE INBOX (QRESYNC (1000 10 1:6 (1:3 1,3,5)))"))
                .noneMatch(line -> line.contains("VANISHED") || line.contains("FETCH"));
        assertThat(imap.run("g SELECT INBOX (QRESYNC (999 6))"))
                .noneMatch(line -> line.contains("VANISHED") || line.contains("FETCH"));
    }

    @Test
    void whatIsWrongInTheParametersIsBad() {
        ImapClient imap = qresync();
        for (String parameters :
                List.of(
                        "QRESYNC",
                        "QRESYNC ()",
                        "QRESYNC (1000)",
                        "QRESYNC (1000 1 1:*)",
                        "QRESYNC (1000 1 1:3 (1:2 1))",
                        "QRESYNC (1000 1 1:3 (1:2 1:2)",
                        "QRESYNC (1000 1) X")) {
            imap.send("a SELECT INBOX (" + parameters + ")").expectLine("a BAD");
        }
        imap.send("b SELECT INBOX (QRESYNC (1000 1 (1:3 1:3)) CONDSTORE)").expect("b OK");
        imap.send("c FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)").expectLine("c BAD");
        imap.send("d UID FETCH 1 FLAGS (VANISHED)").expectLine("d BAD");
    }

    @Test
    void vanishedEarlierLeavesOutWhatTheSessionStillNumbers() {
        server.deliverMails(4);
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        imap.send("b EXPUNGE").expect("b OK");
        other.send("c NOOP").expect("c OK");
        other.send("c UID STORE 3 +FLAGS.SILENT (\\Deleted)").expect("c OK");
        other.send("d EXPUNGE").expect("d OK");
        assertThat(imap.run("e UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)"))
                .containsExactly(
                        "* VANISHED (EARLIER) 1", "* VANISHED 3", "e OK UID FETCH completed");
    }

    @Test
    void expungesAreHeldBackDuringFetchStoreAndSearchAndSoIsTheirModseq() {
        server.deliverMails(4);
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        imap.send("b NOOP").expect("b OK");
        other.send("c EXPUNGE").expect("c OK");
        other.send("d STORE 2 +FLAGS.SILENT (\\Seen)").expect("d OK");
        assertThat(imap.run("e FETCH 2 UID"))
                .containsExactly(
                        "* 2 FETCH (UID 2)",
                        "* 3 FETCH (UID 3 FLAGS (\\Seen \\Recent) MODSEQ (8))",
                        "* OK [HIGHESTMODSEQ 6] Highest",
                        "e OK FETCH completed");
        assertThat(imap.run("f SEARCH ALL")).contains("* SEARCH 2 3 4");
        assertThat(imap.run("g STORE 4 +FLAGS.SILENT (\\Seen)"))
                .contains("* 4 FETCH (UID 4 MODSEQ (9))", "* OK [HIGHESTMODSEQ 6] Highest");
        assertThat(imap.run("h NOOP")).containsExactly("* VANISHED 1", "h OK NOOP completed");
    }

    /**
     * Told of MODSEQ 8 while it is not told of the expunge before it, as a client may be for as
     * long as the change of another node is on its way; who resumed from 8 would keep the message.
     */
    @Test
    void aChangeThatOvertookAnExpungeIsNotWhereTheClientStands() {
        server.deliverMails(3);
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        imap.send("b NOOP").expect("b OK");
        server.store.loseChanges(true);
        server.store.expunge(ImapTestServer.ALICE, server.mailbox("INBOX"), List.of(1L));
        imap.send("c IDLE").expect("+ idling");
        other.send("d STORE 2 +FLAGS (\\Seen)").expect("d OK");
        other.send("e NOOP").expect("e OK"); // now it is written
        imap.expectLine("* 2 FETCH (UID 2 FLAGS (\\Seen \\Recent) MODSEQ (7))");
        imap.expectLine("* OK [HIGHESTMODSEQ 5] Highest");
        imap.send("DONE").expectLine("* VANISHED 1");
        imap.expect("c OK");
    }

    /** The same for who wants to hear nothing of the mailbox. */
    @Test
    void whoIsToldNothingHearsWhereItStandsAllTheSame() {
        server.deliverMails(3);
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        imap.send("b NOOP").expect("b OK");
        imap.send("c NOTIFY NONE").expect("c OK");
        server.store.loseChanges(true);
        server.store.expunge(ImapTestServer.ALICE, server.mailbox("INBOX"), List.of(1L));
        other.send("d STORE 2 +FLAGS (\\Seen)").expect("d OK");
        other.send("e NOOP").expect("e OK"); // now it is written
        assertThat(imap.run("f FETCH 2 MODSEQ"))
                .containsExactly(
                        "* 2 FETCH (MODSEQ (7))",
                        "* OK [HIGHESTMODSEQ 5] Highest",
                        "f OK FETCH completed");
    }

    @Test
    void idleTellsVanishedAndFlagsByUid() {
        server.deliverMails(2);
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        imap.send("a IDLE").expect("+ idling");
        other.send("b STORE 1 +FLAGS.SILENT (\\Deleted)").expect("b OK");
        imap.expectLine("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent) MODSEQ (4))");
        other.send("c EXPUNGE").expect("c OK");
        imap.expectLine("* VANISHED 1");
        imap.send("DONE").expect("a OK");
    }

    @Test
    void closeTellsNothing() {
        server.deliverMails(2);
        ImapClient imap = inbox();
        imap.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b CLOSE")).containsExactly("b OK CLOSE completed");
        assertThat(imap.run("c SELECT INBOX (QRESYNC (1000 3))"))
                .contains("* VANISHED (EARLIER) 1");
    }
}
