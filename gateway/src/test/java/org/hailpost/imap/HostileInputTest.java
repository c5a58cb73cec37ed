package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HostileInputTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @RegisterExtension
    final ImapTestServer hasty =
            new ImapTestServer(
                    new ImapSettings(
                            "127.0.0.1",
                            0,
                            -1,
                            true,
                            List.of(),
                            1024 * 1024,
                            new ImapLimits(
                                    10,
                                    10,
                                    10,
                                    4096,
                                    8192,
                                    Duration.ofSeconds(20),
                                    Duration.ofMinutes(30),
                                    Duration.ofMinutes(2),
                                    Duration.ofSeconds(10),
                                    Duration.ofMillis(300))));

    @Test
    void aLiteralBombBeforeLoginIsRefusedBeforeItIsSent() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a LOGIN {300000000}").expectLine("a NO [TOOBIG]");
        imap.send("b LOGIN {99999999999999999999999}").expectLine("b NO [TOOBIG]");
        imap.send("c LOGIN {300000000+}").expectLine("* BYE Literal too large");
        imap.expectClosed();
    }

    @Test
    void aMessageBeforeLoginIsNotTaken() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a APPEND INBOX {300000000}").expectLine("a BAD");
        imap.send("b APPEND INBOX {5+}\r\nhello\r\nc NOOP").expectLine("b BAD");
        imap.expectLine("c OK");
        imap.send("d APPEND INBOX {300000000+}").expectLine("* BYE");
        imap.expectClosed();
    }

    /** Its octets would be taken for commands, of which "a LOGOUT" is a harmless one. */
    @Test
    void aLiteralInWhatIsNoCommandEndsTheConnection() {
        for (String line :
                List.of("+ APPEND INBOX {10+}", "x".repeat(65) + " APPEND INBOX {10+}")) {
            ImapClient imap = server.login();
            imap.send(line).send("a LOGOUT\r\nb NOOP");
            imap.expectLine("* BYE A literal in what is no command");
            imap.expectClosed();
        }
        ImapClient idle = server.inbox();
        idle.send("a IDLE").expect("+ idling");
        idle.send("b APPEND INBOX {10+}\r\na LOGOUT\r\n");
        idle.expectLine("* BYE A literal in what is no command");
        idle.expectClosed();
        ImapClient waiting = server.login();
        waiting.send("+ APPEND INBOX {10}").expectLine("* BAD");
        waiting.send("b NOOP").expectLine("b OK");
    }

    @Test
    void manySmallLiteralsAreTooManyToo() {
        ImapClient imap = server.connect().expect("* OK");
        imap.raw("a LOGIN").raw(" {1+}\r\nx".repeat(100)).raw("\r\n");
        imap.expectLine("* BYE Literal too large");
    }

    @Test
    void aLineBeyondTheLimitEndsTheConnection() {
        ImapClient imap = server.login();
        imap.raw("a " + "x".repeat(64 * 1024 - 1)).expectLine("* BYE Line too long");
        imap.expectClosed();
        ImapClient stranger = server.connect().expect("* OK");
        stranger.raw("a LOGIN " + "x".repeat(8 * 1024 - 7)).expectLine("* BYE Line too long");
        stranger.expectClosed();
    }

    @Test
    void aLineOfAMillionCharactersIsNotEvenTaken() {
        for (ImapClient imap : List.of(server.login(), server.connect())) {
            // What is still on its way when the server closes resets the connection.
            assertThatThrownBy(() -> imap.raw("x".repeat(1_000_000)).raw("x".repeat(10_000_000)))
                    .hasCauseInstanceOf(IOException.class);
        }
        server.login().send("a NOOP").expect("a OK");
    }

    @Test
    void aLiteralThatIsNotAtTheEndOfALineIsBad() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a LOGIN {99999999999999999999}\rx y").expectLine("a BAD");
        imap.send("b LOGIN {1}\rxy z").expectLine("b BAD");
        imap.send("c LOGIN {5}\r").expectLine("c BAD");
    }

    @Test
    void aLiteralBombAfterLoginIsRefusedBeforeItIsSent() {
        ImapClient imap = server.inbox();
        imap.send("a APPEND INBOX {1000000000}").expectLine("a NO [TOOBIG]");
        imap.send("b SEARCH SUBJECT {1000000000}").expectLine("b NO [TOOBIG]");
        imap.send("c SELECT {70000}").expectLine("c NO [TOOBIG]");
        imap.raw("d SEARCH").raw(" SUBJECT {1}\r\n");
        for (int i = 1; i < 64; i++) {
            imap.expectLine("+ ");
            imap.raw("x SUBJECT {1}\r\n");
        }
        imap.expectLine("+ ");
        imap.raw("x SUBJECT {1}\r\n").expectLine("d NO [TOOBIG]");
        imap.send("e NOOP").expect("e OK");
        imap.send("f APPEND INBOX {1000000000+}").expectLine("* BYE");
        imap.expectClosed();
    }

    @Test
    void listsThatAreDeepOrLongAreBad() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        String deep = "(".repeat(20_000);
        String[] commands = {
            "SEARCH " + deep,
            "SEARCH " + deep + "ALL" + ")".repeat(20_000),
            "SEARCH " + "NOT ".repeat(10_000) + "ALL",
            "SEARCH " + "OR ".repeat(10_000) + "ALL ALL",
            "SEARCH " + "ALL ".repeat(10_000) + "ALL",
            "FETCH 1 " + deep,
            "FETCH 1 (BODY[" + "1.".repeat(10_000) + "1])",
            "FETCH 1 BODY[HEADER.FIELDS (" + "x ".repeat(10_000) + "x)]",
            "STORE 1 FLAGS " + deep,
            "LIST " + deep,
            "LIST \"\" (" + "* ".repeat(10_000) + "*)",
            "STATUS INBOX " + deep,
            "ID " + deep,
        };
        for (String command : commands) {
            List<String> answer = imap.run("a " + command);
            assertThat(answer.getLast()).as(command.substring(0, 20)).matches("a (BAD|NO) .*");
            imap.send("b NOOP").expect("b OK");
        }
        assertThat(imap.run("c FETCH 1 (" + "UID ".repeat(10_000) + "UID)").getLast())
                .startsWith("c OK");
        assertThat(imap.run("d UID FETCH " + "1,".repeat(20_000) + "1 UID").getLast())
                .startsWith("d OK");
    }

    @Test
    void commandsBeforeLoginThatNeedOneAreBad() {
        ImapClient imap = server.connect().expect("* OK");
        areBad(
                imap,
                "SELECT INBOX",
                "EXAMINE INBOX",
                "CREATE x",
                "DELETE x",
                "RENAME x y",
                "SUBSCRIBE x",
                "UNSUBSCRIBE x",
                "LIST \"\" *",
                "LSUB \"\" *",
                "NAMESPACE",
                "STATUS INBOX (MESSAGES)",
                "APPEND INBOX {1+}\r\nx",
                "IDLE",
                "ENABLE CONDSTORE",
                "FETCH 1 ALL",
                "STORE 1 FLAGS ()",
                "SEARCH ALL",
                "UID FETCH 1 UID",
                "COPY 1 x",
                "CLOSE",
                "EXPUNGE");
        imap.send("l LOGIN alice@example.org secret").expectLine("l OK");
    }

    @Test
    void commandsThatNeedAMailboxAreBadWithoutOne() {
        ImapClient imap = server.login();
        areBad(
                imap,
                "LOGIN alice@example.org secret",
                "AUTHENTICATE PLAIN",
                "STARTTLS",
                "CHECK",
                "CLOSE",
                "UNSELECT",
                "EXPUNGE",
                "UID EXPUNGE 1",
                "FETCH 1 ALL",
                "UID FETCH 1 UID",
                "STORE 1 FLAGS ()",
                "UID STORE 1 FLAGS ()",
                "SEARCH ALL",
                "UID SEARCH ALL",
                "COPY 1 x",
                "UID COPY 1 x",
                "MOVE 1 x",
                "UID MOVE 1 x",
                "UID NOOP",
                "DONE");
        imap.send("s SELECT INBOX").expect("s OK");
        areBad(imap, "LOGIN alice@example.org secret", "AUTHENTICATE PLAIN", "STARTTLS", "DONE");
    }

    /** Each is BAD, and the connection goes on as before. */
    private static void areBad(ImapClient imap, String... commands) {
        for (String command : commands) {
            imap.send("a " + command).expectLine("a BAD");
            imap.send("b NOOP").expectLine("b OK");
        }
    }

    @Test
    void whatIsNoCommandIsBadAndTooMuchOfItIsTheEnd() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("").expectLine("* BAD");
        imap.send("GET / HTTP/1.1").expectLine("GET BAD");
        imap.send("+a NOOP").expectLine("* BAD");
        imap.send("a").expectLine("* BAD");
        imap.send("a NOOP now").expectLine("a BAD");
        imap.send("a UID").expectLine("a BAD");
        imap.send("b NOOP").expectLine("b OK");
        imap.raw("x y\r\n".repeat(30));
        imap.expectLine("x BAD");
        String last = "";
        while (!last.startsWith("* BYE")) {
            last = imap.line();
        }
        assertThat(last).isEqualTo("* BYE Too many bad commands");
    }

    @Test
    void stringsAreStrict() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a LOGIN \"a\\b\" c").expectLine("a BAD");
        imap.send("b LOGIN \"open c").expectLine("b BAD");
        imap.send("c LOGIN \"\u00fc\" c").expectLine("c BAD");
        imap.send("d LOGIN {2+}\r\na\0 c").expectLine("d BAD");
        imap.send("e LOGIN {2+}\r\n\u00fc\u00fc c").expectLine("e BAD");
        imap.send("f LOGIN \"a\\\"\\\\\" c").expectLine("f NO");
        imap.send("g LOGIN {0+}\r\n {0+}\r\n").expectLine("g NO");
    }

    @Test
    void aClientThatReadsNothingIsCutOffAndNobodyWaitsForIt() {
        for (int i = 0; i < 20; i++) {
            hasty.deliver(ImapTestServer.mail("big") + "y".repeat(900_000) + "\r\n");
        }
        ImapClient imap = hasty.inbox();
        imap.send("a FETCH 1:* BODY.PEEK[]").expectLine("* 1 FETCH (BODY[] {");
        hasty.inbox().send("b FETCH 1 UID").expect("b OK");
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (hasty.imap().connections() > 1) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void sequenceSetsAreStrict() {
        server.deliverMails(1);
        ImapClient imap = server.inbox();
        for (String set :
                new String[] {
                    "0", "1:", ":1", "1,", ",1", "1::1", "*:*:*", "01", "4294967296", "a"
                }) {
            imap.send("a FETCH " + set + " UID").expectLine("a BAD");
        }
        imap.send("b FETCH *:* UID").expect("b OK");
    }
}
