package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExpungeTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void eachNumberCountsAfterTheOnesBefore() {
        server.deliverMails(5);
        ImapClient imap = server.inbox();
        imap.send("a STORE 2,4:5 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b EXPUNGE"))
                .containsExactly(
                        "* 5 EXPUNGE", "* 4 EXPUNGE", "* 2 EXPUNGE", "b OK EXPUNGE completed");
        assertThat(imap.run("c FETCH 1:* UID"))
                .containsExactly("* 1 FETCH (UID 1)", "* 2 FETCH (UID 3)", "c OK FETCH completed");
    }

    /** RFC 9051 §6.4.3: all that have the flag, and not just those that the client has seen. */
    @Test
    void whatAnotherHasJustMarkedGoesToo() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 2 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b APPEND INBOX (\\Deleted) {16+}\r\nSubject: x\r\n\r\nx\r").expect("b OK");
        assertThat(imap.run("c EXPUNGE")).contains("* 2 EXPUNGE", "c OK EXPUNGE completed");
        assertThat(imap.run("d STATUS INBOX (MESSAGES)"))
                .contains("* STATUS \"INBOX\" (MESSAGES 1)");
    }

    @Test
    void veryManyGoInSeveralTransactions() {
        ImapClient imap = server.inboxOf(1 << 13);
        imap.send("a STORE 2:* +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b EXPUNGE")).hasSize(1 << 13).endsWith("b OK EXPUNGE completed");
    }

    @Test
    void uidExpungeTakesOnlyWhatItNames() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1:3 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b UID EXPUNGE 2,9"))
                .containsExactly("* 2 EXPUNGE", "b OK UID EXPUNGE completed");
    }

    @Test
    void nobodyIsRenumberedDuringFetchStoreOrSearch() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        assertThat(imap.run("c FETCH 2 UID"))
                .containsExactly("* 2 FETCH (UID 2)", "c OK FETCH completed");
        assertThat(imap.run("d STORE 3 +FLAGS.SILENT (\\Seen)"))
                .containsExactly("d OK STORE completed");
        assertThat(imap.run("e SEARCH ALL"))
                .containsExactly("* SEARCH 2 3", "e OK SEARCH completed");
        assertThat(imap.run("f NOOP")).containsExactly("* 1 EXPUNGE", "f OK NOOP completed");
        assertThat(imap.run("g SEARCH ALL"))
                .containsExactly("* SEARCH 1 2", "g OK SEARCH completed");
    }

    @Test
    void newMailIsNumberedBehindWhatIsGoneButNotYetTold() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        server.deliver(ImapTestServer.mail("third"));
        assertThat(imap.run("c FETCH 2 UID"))
                .containsExactly(
                        "* 2 FETCH (UID 2)", "* 3 EXISTS", "* 3 RECENT", "c OK FETCH completed");
        assertThat(imap.run("d FETCH 3 UID")).contains("* 3 FETCH (UID 3)");
        assertThat(imap.run("e NOOP")).containsExactly("* 1 EXPUNGE", "e OK NOOP completed");
        assertThat(imap.run("f FETCH 2 UID")).contains("* 2 FETCH (UID 3)");
    }

    @Test
    void aMessageThatCameAndWentUntoldIsNeverToldOf() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        server.deliver(ImapTestServer.mail("short"));
        other.send("a STORE 1:2 +FLAGS.SILENT (\\Deleted)").expect("a BAD");
        other.send("b NOOP").expect("b OK");
        other.send("c UID STORE 2 +FLAGS.SILENT (\\Deleted)").expect("c OK");
        other.send("d EXPUNGE").expect("d OK");
        assertThat(imap.run("e NOOP")).containsExactly("e OK NOOP completed");
    }

    @Test
    void pipelinedCommandsSeeTheNumbersTheyWereSentWith() {
        server.deliverMails(4);
        ImapClient imap = server.inbox();
        imap.send(
                        "a STORE 1 +FLAGS.SILENT (\\Deleted)\r\nb EXPUNGE\r\nc FETCH 1 UID\r\n"
                                + "d NOOP")
                .expect("a OK")
                .expect("b OK");
        imap.expectLine("* 1 FETCH (UID 2)");
        imap.expect("c OK").expect("d OK");
    }

    @Test
    void anEmptiedMailboxIsNotSaidToHaveZeroMessagesAndGivesNoUidTwice() {
        server.deliverMails(2);
        ImapClient imap = server.inbox();
        imap.send("a STORE 1:2 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        assertThat(imap.run("b EXPUNGE"))
                .containsExactly("* 2 EXPUNGE", "* 1 EXPUNGE", "b OK EXPUNGE completed");
        assertThat(imap.run("c SELECT INBOX")).contains("* 0 EXISTS", "* OK [UIDNEXT 3] Next UID");
        server.deliverMails(1);
        assertThat(imap.run("d NOOP")).contains("* 1 EXISTS");
        assertThat(imap.run("e FETCH 1 UID")).contains("* 1 FETCH (UID 3)");
    }

    @Test
    void whatIsGoneElsewhereIsMissingByNumberAndNoErrorByUid() {
        server.deliverMails(3);
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        other.send("a STORE 2 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        assertThat(imap.run("c FETCH 2:3 UID"))
                .containsExactly(
                        "* 3 FETCH (UID 3)",
                        "c NO [EXPUNGEISSUED] Some of the messages were expunged");
        assertThat(imap.run("d STORE 2 +FLAGS.SILENT (\\Seen)"))
                .containsExactly("d NO [EXPUNGEISSUED] Some of the messages were expunged");
        assertThat(imap.run("e STORE 2:3 +FLAGS (\\Seen)"))
                .containsExactly(
                        "* 3 FETCH (FLAGS (\\Seen \\Recent))",
                        "e NO [EXPUNGEISSUED] Some of the messages were expunged");
        assertThat(imap.run("f UID STORE 2 +FLAGS (\\Seen)"))
                .containsExactly("* 2 EXPUNGE", "f OK UID STORE completed");
        for (String command : new String[] {"FETCH 2 FLAGS", "STORE 2 FLAGS ()", "EXPUNGE 2"}) {
            assertThat(imap.run("g UID " + command)).hasSize(1).first().asString().contains("g OK");
        }
        assertThat(imap.run("h UID COPY 2 Archive").getFirst()).startsWith("h OK");
    }
}
