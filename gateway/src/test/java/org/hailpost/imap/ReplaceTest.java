package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** REPLACE and UID REPLACE (RFC 8508). */
class ReplaceTest {
    private static final String MAIL = ImapTestServer.mail("newer");
    private static final String LITERAL = "{" + MAIL.length() + "+}\r\n" + MAIL;

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private ImapClient inbox() {
        server.deliverMails(4);
        return server.inbox();
    }

    @Test
    void theNewMessageIsToldBeforeTheOldOneGoes() {
        ImapClient imap = inbox();
        imap.send("A003 REPLACE 2 INBOX (\\Seen \\Draft) {" + MAIL.length() + "}").expect("+");
        imap.send(MAIL).expect("A003 OK");
        assertThat(imap.lines())
                .containsExactly(
                        "* OK [APPENDUID 1000 5] Replacement is stored",
                        "* 2 EXPUNGE",
                        "* 4 EXISTS",
                        "* 4 RECENT",
                        "A003 OK REPLACE completed");
        assertThat(imap.run("b FETCH 1:* (UID FLAGS)"))
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Recent))",
                        "* 2 FETCH (UID 3 FLAGS (\\Recent))",
                        "* 3 FETCH (UID 4 FLAGS (\\Recent))",
                        "* 4 FETCH (UID 5 FLAGS (\\Seen \\Draft \\Recent))",
                        "b OK FETCH completed");
    }

    @Test
    void theTargetMayBeAnotherMailbox() {
        ImapClient imap = inbox();
        imap.send("A004 UID REPLACE 3 Sent (\\Seen) " + LITERAL).expect("A004 OK");
        assertThat(imap.lines())
                .containsExactly(
                        "* OK [APPENDUID 1001 1] Replacement is stored",
                        "* 3 EXPUNGE",
                        "A004 OK UID REPLACE completed");
        assertThat(imap.run("b STATUS Sent (MESSAGES)")).contains("* STATUS \"Sent\" (MESSAGES 1)");
    }

    @Test
    void theTargetMayBeALiteral() {
        ImapClient imap = inbox();
        imap.send("a REPLACE 1 {4}").expect("+");
        imap.send("Sent " + LITERAL).expect("a OK");
        imap.send("b UID REPLACE 2 {4+}\r\nSent ~" + LITERAL).expect("b OK");
    }

    @Test
    void whatCannotBeDoneLeavesBothAsTheyWere() {
        ImapClient imap = inbox();
        ImapClient other = server.inbox();
        imap.send("a REPLACE 1 Nowhere " + LITERAL).expect("a NO [TRYCREATE]");
        imap.send("b REPLACE 9 INBOX " + LITERAL).expect("b BAD");
        imap.send("c UID REPLACE 9 INBOX " + LITERAL).expect("c NO [NONEXISTENT]");
        imap.send("d REPLACE 1:2 INBOX " + LITERAL).expect("d BAD");
        imap.send("e REPLACE 1 INBOX " + LITERAL + " " + LITERAL).expect("e BAD");
        imap.send("f REPLACE 1 INBOX {0+}\r\n").expect("f NO");
        imap.send("g REPLACE 1 INBOX {99999999}").expect("g NO [TOOBIG]");
        imap.send("h REPLACE 1 INBOX").expect("h BAD");
        other.send("a STORE 1 +FLAGS.SILENT (\\Deleted)").expect("a OK");
        other.send("b EXPUNGE").expect("b OK");
        imap.send("i REPLACE 1 INBOX " + LITERAL).expect("i NO [EXPUNGEISSUED]");
        assertThat(imap.run("j STATUS INBOX (MESSAGES UIDNEXT)"))
                .contains("* STATUS \"INBOX\" (MESSAGES 3 UIDNEXT 5)");
    }

    @Test
    void itTakesASelectedMailboxThatMayBeWritten() {
        server.deliverMails(1);
        ImapClient imap = server.login();
        imap.send("a REPLACE 1 INBOX " + LITERAL).expect("a BAD");
        imap.send("b EXAMINE INBOX").expect("b OK");
        imap.send("c REPLACE 1 INBOX " + LITERAL).expect("c NO");
    }
}
