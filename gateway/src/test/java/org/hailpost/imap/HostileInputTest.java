package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
                            new ImapLimits(
                                    10,
                                    10,
                                    4096,
                                    8192,
                                    Duration.ofSeconds(20),
                                    Duration.ofMinutes(30),
                                    Duration.ofMinutes(2),
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

    @Test
    void manySmallLiteralsAreTooManyToo() {
        ImapClient imap = server.connect().expect("* OK");
        imap.raw("a LOGIN").raw(" {1+}\r\nx".repeat(100)).raw("\r\n");
        imap.expectLine("* BYE Literal too large");
    }

    @Test
    void aLineOfAMillionCharactersEndsTheConnection() {
        ImapClient imap = server.login();
        imap.raw("a " + "x".repeat(1_000_000));
        imap.expectLine("* BYE Line too long");
    }

    @Test
    void commandsOfTheWrongStateAreBad() {
        ImapClient imap = server.connect().expect("* OK");
        for (String command : new String[] {"SELECT INBOX", "LIST \"\" *", "IDLE", "FETCH 1 ALL"}) {
            imap.send("a " + command).expectLine("a BAD");
        }
        imap.send("l LOGIN alice@example.org secret").expectLine("l OK");
        for (String command : new String[] {"FETCH 1 ALL", "CLOSE", "EXPUNGE", "UID FETCH 1 UID"}) {
            imap.send("a " + command).expectLine("a BAD");
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
