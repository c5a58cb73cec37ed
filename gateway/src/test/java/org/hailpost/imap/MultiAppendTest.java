package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MULTIAPPEND (RFC 3502). */
class MultiAppendTest {
    private static final String ONE = ImapTestServer.mail("one");
    private static final String TWO = ImapTestServer.mail("two");

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    private static String literal(String message) {
        return "{" + message.length() + "+}\r\n" + message;
    }

    @Test
    void eachMessageHasItsFlagsAndDateAndWaitsForItsPlus() {
        ImapClient imap = server.inbox();
        imap.send("A003 APPEND INBOX (\\Seen) {" + ONE.length() + "}").expect("+");
        imap.send(ONE + " (\\Flagged) \" 7-Feb-1994 22:43:04 -0800\" {" + TWO.length() + "}");
        imap.expect("+");
        imap.send(TWO).expect("A003 OK [APPENDUID 1000 1:2] APPEND completed");
        assertThat(imap.lines()).contains("* 2 EXISTS");
        assertThat(imap.run("b FETCH 1:2 (FLAGS BODY.PEEK[])"))
                .contains(
                        "* 1 FETCH (FLAGS (\\Seen \\Recent) BODY[] {%d}\r\n%s)"
                                .formatted(ONE.length(), ONE),
                        "* 2 FETCH (FLAGS (\\Flagged \\Recent) BODY[] {%d}\r\n%s)"
                                .formatted(TWO.length(), TWO));
        assertThat(imap.run("c FETCH 2 INTERNALDATE"))
                .contains("* 2 FETCH (INTERNALDATE \" 7-Feb-1994 22:43:04 -0800\")");
    }

    @Test
    void allGoInOneRoundTripWithoutPluses() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX " + literal(ONE) + " " + literal(TWO) + " " + literal(ONE));
        imap.expectLine("a OK [APPENDUID 1000 1:3]");
    }

    @Test
    void anEmptyMessageCancelsAllOfThem() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX {" + ONE.length() + "}").expect("+");
        imap.send(ONE + " {0}").expect("a NO");
        imap.send("b APPEND INBOX " + literal(ONE) + " {0+}\r\n").expect("b NO");
        imap.send("c STATUS INBOX (MESSAGES UIDNEXT)")
                .expectLine("* STATUS \"INBOX\" (MESSAGES 0 UIDNEXT 1)");
    }

    @Test
    void whatIsWrongWithOneRefusesAllAndTheSessionStaysInStep() {
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX " + literal("Subject: \0\r\n\r\n") + " " + literal(ONE))
                .expect("a NO [CANNOT]");
        imap.send("b APPEND INBOX " + literal(ONE) + " (bad " + literal(TWO)).expect("b BAD");
        imap.send("c APPEND INBOX " + literal(ONE) + " {99999999}").expect("c NO [TOOBIG]");
        imap.send("d APPEND Nowhere " + literal(ONE) + " " + literal(TWO))
                .expect("d NO [TRYCREATE]");
        imap.send("e STATUS INBOX (MESSAGES)").expectLine("* STATUS \"INBOX\" (MESSAGES 0)");
        imap.expectLine("e OK");
        imap.send("f APPEND INBOX " + literal(ONE) + " {99999999+}").expect("* BYE");
    }

    @Test
    void allOfThemTogetherAreNoLargerThanOneMayBe() {
        ImapClient imap = server.login();
        String half =
                "X: y\r\n\r\n" + "0123456789012345678901234567890123456789\r\n".repeat(15_000);
        imap.send("a APPEND INBOX " + literal(half) + " " + literal(half)).expect("a NO [TOOBIG]");
        imap.send("b APPEND INBOX " + literal(half)).expect("b OK");
    }

    @Test
    void thereIsANumberThatIsTooMany() {
        ImapClient imap = server.login();
        StringBuilder command = new StringBuilder("a APPEND INBOX");
        for (int i = 0; i < 201; i++) {
            command.append(' ').append(literal("X: y\r\n\r\n"));
        }
        imap.send(command.toString()).expect("a NO [LIMIT]");
        imap.send("b STATUS INBOX (MESSAGES)").expectLine("* STATUS \"INBOX\" (MESSAGES 0)");
    }
}
