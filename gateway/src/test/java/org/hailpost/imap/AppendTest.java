package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppendTest {
    private static final String MAIL = ImapTestServer.mail("appended");

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void flagsAndDateComeWithTheMessage() {
        ImapClient imap = server.login();
        imap.send(
                "a APPEND Drafts (\\Seen \\Draft $Mark) \" 1-Feb-2026 10:11:12 +0530\" {"
                        + MAIL.length()
                        + "}");
        imap.expect("+");
        imap.send(MAIL).expect("a OK [APPENDUID 1002 1] APPEND completed");
        imap.send("b SELECT Drafts").expect("b OK");
        assertThat(imap.run("c FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])"))
                .contains(
                        "* 1 FETCH (FLAGS (\\Seen \\Draft \\Recent $Mark) INTERNALDATE"
                                + " \" 1-Feb-2026 10:11:12 +0530\" BODY[] {%d}\r\n%s)"
                                        .formatted(MAIL.length(), MAIL));
    }

    @Test
    void existsIsToldBeforeTheOk() {
        ImapClient imap = server.inbox();
        ImapClient other = server.inbox();
        imap.append("INBOX", "", MAIL);
        assertThat(imap.lines())
                .containsExactly(
                        "* 1 EXISTS", "* 1 RECENT", "ap OK [APPENDUID 1000 1] APPEND completed");
        assertThat(other.run("a NOOP")).startsWith("* 1 EXISTS", "* 0 RECENT");
    }

    @Test
    void theMailboxNameMayBeALiteral() {
        ImapClient imap = server.login();
        imap.send("a APPEND {5}").expect("+");
        imap.send("INBOX {" + MAIL.length() + "}").expect("+");
        imap.send(MAIL).expect("a OK [APPENDUID");
        imap.send("b APPEND {5+}\r\nINBOX (\\Seen) {" + MAIL.length() + "+}\r\n" + MAIL)
                .expect("b OK [APPENDUID 1000 2]");
    }

    @Test
    void aMissingMailboxIsSaidBeforeTheMessageIsSent() {
        ImapClient imap = server.login();
        imap.send("a APPEND Nowhere {100}").expect("a NO [TRYCREATE]");
        imap.send("b APPEND Nowhere {4+}\r\nabcd\r\nc NOOP")
                .expect("b NO [TRYCREATE]")
                .expect("c OK");
    }

    @Test
    void whatIsTooLargeIsRefusedAndTheSessionStaysInStep() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX {99999999}").expect("a NO [TOOBIG]");
        imap.send("b NOOP").expect("b OK");
        imap.send("c APPEND INBOX {99999999+}").expect("* BYE Message too large");
        imap.expectClosed();
    }

    @Test
    void bareLineFeedsBecomeLineEndsAndSizeIsWhatIsServed() {
        ImapClient imap = server.inbox();
        imap.append("INBOX", "", "Subject: x\n\nline\n");
        assertThat(imap.run("a FETCH 1 (RFC822.SIZE BODY.PEEK[])").getFirst())
                .isEqualTo("* 1 FETCH (RFC822.SIZE 20 BODY[] {20}\r\nSubject: x\r\n\r\nline\r\n)");
    }

    @Test
    void nulAndNothingAreNoMessage() {
        ImapClient imap = server.login();
        imap.append("INBOX", "", "Subject: \0\r\n\r\n");
        assertThat(imap.lines()).last().asString().startsWith("ap NO [CANNOT]");
        imap.send("b APPEND INBOX {0+}\r\n").expect("b NO");
        imap.send("c APPEND INBOX (\\Seen)").expect("c BAD");
        imap.send("d APPEND INBOX").expect("d BAD");
        imap.send("e STATUS INBOX (MESSAGES)").expectLine("* STATUS \"INBOX\" (MESSAGES 0)");
    }

    @Test
    void nothingBehindTheMessageIsTakenForACommand() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX {4+}\r\nabcd junk").expect("a BAD");
        imap.send("b APPEND INBOX {4+}\r\nabcd junk {8+}\r\nc LOGOUT").expect("b BAD");
        imap.send("d APPEND INBOX {4+}\r\nabcd junk {8}").expect("d BAD");
        imap.send("e NOOP").expect("e OK");
        imap.send("f STATUS INBOX (MESSAGES)").expectLine("* STATUS \"INBOX\" (MESSAGES 0)");
    }

    @Test
    void aNonSynchronizingLiteralGetsNoPlus() {
        ImapClient imap = server.login();
        imap.raw("a APPEND INBOX {%d+}\r\n%s\r\n".formatted(MAIL.length(), MAIL));
        imap.expectLine("a OK [APPENDUID");
    }

    @Test
    void aDateOfOneDigitAndNoDateAreGoodAndOthersAreNot() {
        ImapClient imap = server.inbox();
        imap.append("INBOX", "\"1-Feb-2026 10:11:12 +0000\"", MAIL);
        assertThat(imap.lines()).last().asString().startsWith("ap OK");
        assertThat(imap.run("b FETCH 1 INTERNALDATE"))
                .contains("* 1 FETCH (INTERNALDATE \" 1-Feb-2026 10:11:12 +0000\")");
        for (String date :
                new String[] {
                    "001-Feb-2026 10:11:12 +0000",
                    "31-Feb-2026 10:11:12 +0000",
                    "01-Feb-2026 25:11:12 +0000",
                    "01-Feb-2026 10:11:12",
                    "01-Feb-26 10:11:12 +0000",
                    "01-Foo-2026 10:11:12 +0000",
                    "01-Feb-2026 10:11:12 +2500"
                }) {
            imap.send("c APPEND INBOX \"" + date + "\" {4+}\r\nabcd").expect("c BAD");
        }
    }

    @Test
    void flagsThatCannotBeStoredRefuseTheMessage() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX (\\Recent) {4}").expect("a BAD");
        imap.send("b APPEND INBOX (\\Seen {4+}\r\nabcd").expect("b BAD");
        imap.send("c STATUS INBOX (MESSAGES)").expectLine("* STATUS \"INBOX\" (MESSAGES 0)");
    }

    @Test
    void aLargeMessageGoesThroughTheSpool() {
        ImapClient imap = server.inbox();
        String large = MAIL + "0123456789abcdef0123456789abcdef\r\n".repeat(25_000);
        imap.append("INBOX", "(\\Seen)", large);
        assertThat(imap.run("a FETCH 1 BODY.PEEK[]").getFirst())
                .isEqualTo("* 1 FETCH (BODY[] {%d}\r\n%s)".formatted(large.length(), large));
    }
}
