package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoginTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @RegisterExtension
    final ImapTestServer strict =
            new ImapTestServer(ImapTestServer.settings(false, Duration.ofMinutes(30)));

    @Test
    void withoutTlsLoginIsDisabled() {
        ImapClient imap = strict.connect();
        assertThat(imap.expectLine("* OK [CAPABILITY ")).contains(" STARTTLS LOGINDISABLED]");
        imap.send("a LOGIN alice@example.org secret").expect("a NO [PRIVACYREQUIRED]");
        imap.send("b AUTHENTICATE PLAIN").expect("b NO [PRIVACYREQUIRED]");
    }

    @Test
    void startTlsDiscardsWhatWasSentBehindItInClear() throws Exception {
        ImapClient imap = strict.connect();
        imap.expect("* OK");
        imap.send("a STARTTLS\r\nb NOOP").expect("a OK");
        imap.startTls(TestTls.trusting());
        assertThat(imap.run("c CAPABILITY").getFirst())
                .contains("AUTH=PLAIN")
                .doesNotContain("STARTTLS")
                .doesNotContain("LOGINDISABLED");
        imap.send("d STARTTLS").expect("d BAD");
        imap.send("e LOGIN alice@example.org secret").expectLine("e OK [CAPABILITY IMAP4rev1 ");
        imap.send("f STARTTLS").expect("f BAD");
    }

    /** Our buffer is small there: commands lie across many of them, and a literal goes past it. */
    @Test
    void overTlsLongAndPipelinedCommandsAreReadWhole() throws Exception {
        try (ImapClient imap = new ImapClient(strict.imap().tlsPort())) {
            imap.startTls(TestTls.trusting());
            imap.expect("* OK");
            imap.send("a LOGIN alice@example.org secret").expect("a OK");
            String name = "n".repeat(700);
            StringBuilder burst = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                burst.append("e%d NOOP\r\n".formatted(i));
            }
            imap.raw("b STATUS \"%s\" (MESSAGES)\r\n%sc NOOP\r\n".formatted(name, burst));
            imap.expect("b NO");
            for (int i = 0; i < 50; i++) {
                imap.expect("e%d OK".formatted(i));
            }
            imap.expect("c OK");
            String mail = "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(10_000);
            imap.raw("d APPEND INBOX {%d+}\r\n%s\r\nf NOOP\r\n".formatted(mail.length(), mail));
            imap.expect("d OK");
            imap.expect("f OK");
            imap.send("g SELECT INBOX").expect("g OK");
            assertThat(imap.run("h FETCH 1 BODY.PEEK[]").toString()).contains(mail);
        }
    }

    @Test
    void implicitTlsServesTheSame() throws Exception {
        try (ImapClient imap = new ImapClient(strict.imap().tlsPort())) {
            imap.startTls(TestTls.trusting());
            assertThat(imap.expectLine("* OK [CAPABILITY ")).contains("AUTH=PLAIN");
            imap.send("a LOGIN \"alice@example.org\" {6}").expect("+");
            imap.send("secret").expect("a OK");
            imap.send("b SELECT INBOX").expect("b OK");
        }
    }

    @Test
    void aWrongSecretIsRefusedAndAfterFiveTheConnectionEnds() {
        ImapClient imap = server.connect();
        imap.expect("* OK");
        for (int i = 0; i < 4; i++) {
            imap.send("a LOGIN alice@example.org wrong").expect("a NO [AUTHENTICATIONFAILED]");
        }
        imap.send("b LOGIN nobody@example.org secret").expect("* BYE Too many failed logins");
        imap.expectClosed();
    }

    @Test
    void throttlingAndAMissingDirectoryAreNotAWrongPassword() {
        ImapClient imap = server.connect();
        imap.expect("* OK");
        imap.send("a LOGIN throttled x").expect("a NO [LIMIT]");
        imap.send("b LOGIN down x").expect("b NO [UNAVAILABLE]");
        imap.send("c LOGIN alice@example.org secret").expect("c OK");
        imap.send("d LOGIN alice@example.org secret").expect("d BAD");
    }

    @Test
    void plainGoesWithAndWithoutInitialResponse() {
        String response = base64("\0alice@example.org\0secret");
        server.connect().expect("* OK").send("a AUTHENTICATE PLAIN " + response).expect("a OK");
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a AUTHENTICATE plain").expect("+ ");
        imap.send(response).expect("a OK [CAPABILITY ");
    }

    @Test
    void plainCanBeCancelledAndItsMistakesAreTold() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a AUTHENTICATE PLAIN").expect("+ ");
        imap.send("*").expect("a BAD");
        imap.send("b AUTHENTICATE PLAIN =").expect("b BAD");
        imap.send("c AUTHENTICATE PLAIN !!!").expect("c BAD");
        imap.send("d AUTHENTICATE CRAM-MD5").expect("d NO");
        String other = base64("bob@example.org\0alice@example.org\0secret");
        imap.send("e AUTHENTICATE PLAIN " + other).expect("e NO [AUTHORIZATIONFAILED]");
        imap.send("f LOGIN alice@example.org secret").expect("f OK");
    }

    @Test
    void logoutSaysByeThenOkThenCloses() {
        ImapClient imap = server.login();
        assertThat(imap.run("a LOGOUT"))
                .containsExactly("* BYE Logging out", "a OK LOGOUT completed");
        imap.expectClosed();
    }

    @Test
    void idTakesAnythingWellFormed() {
        ImapClient imap = server.connect().expect("* OK");
        assertThat(imap.run("a ID NIL")).contains("* ID (\"name\" \"Hailpost\")");
        imap.send("b ID (\"name\" \"x\" \"version\" NIL)").expect("b OK");
        imap.send("c ID ()").expect("c OK");
        imap.send("d ID (name x)").expect("d BAD");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
