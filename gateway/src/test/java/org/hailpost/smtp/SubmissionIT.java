package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.hailpost.account.Login;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionIT {
    private static final String RIGHT = "\0alice@here.example\0open sésame";
    private TestListener submission;

    @BeforeEach
    void listen() throws Exception {
        submission = TestListener.submission(Map.of("clearLoginOnLoopback", true));
    }

    @AfterEach
    void stop() throws IOException {
        submission.close();
    }

    @Test
    void nobodySendsWithoutLogin() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("MAIL FROM:<alice@here.example>").expect("530 5.7.0");
            client.send("RCPT TO:<bob@here.example>").expect("503 5.5.1");
            client.send("DATA").expect("503 5.5.1");
        }
    }

    @Test
    void clearLoginIsOfferedOnLoopbackWhereThatWasAllowed() throws Exception {
        try (SmtpClient client = submission.client()) {
            client.expect("220");
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("503 5.5.1");
            assertThat(client.send("EHLO client.example").reply()).endsWith("AUTH PLAIN LOGIN");
        }
    }

    @Test
    void plainTakesAnInitialResponse() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("235 2.7.0");
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("503 5.5.1");
            client.send("MAIL FROM:<alice@here.example> AUTH=<>").expect("250");
        }
    }

    @Test
    void w16PlainWithoutInitialResponseIsAskedWithAnEmptyChallenge() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            assertThat(client.send("auth plain").reply()).isEqualTo("334 ");
            client.send(base64(RIGHT)).expect("235 2.7.0");
        }
    }

    @Test
    void aLineOfALoginMayBeLongerThanACommand() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("auth plain " + "A".repeat(12_288 - 13)).expect("501 5.5.2");
            client.send("AUTH PLAIN " + "A".repeat(12_288 - 12)).expect("500 5.5.2");
            client.send("AUTH PLAIN").expect("334");
            client.send("A".repeat(12_284) + "==").expect("501 5.5.2");
            client.send("AUTH PLAIN").expect("334");
            client.send("A".repeat(12_287)).expect("500 5.5.6");
            client.send("NOOP " + "x".repeat(4096 - 6)).expect("500 5.5.2");
            client.lines("AUTH PLAIN", "A".repeat(20_000), "NOOP").expect("334");
            client.expect("500 5.5.6");
            client.expect("250");
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("235");
            client.send("AUTH PLAIN " + "A".repeat(4096)).expect("500 5.5.2");
        }
    }

    @Test
    void loginIsAskedForNameAndPassword() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH LOGIN").expect("334 VXNlcm5hbWU6");
            client.send(base64("alice@here.example")).expect("334 UGFzc3dvcmQ6");
            client.send(base64("open sésame")).expect("235 2.7.0");
        }
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH LOGIN " + base64("alice@here.example")).expect("334 UGFzc3dvcmQ6");
            client.send(base64("open sésame")).expect("235 2.7.0");
        }
    }

    @Test
    void theClientMayThinkBetter() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH PLAIN").expect("334");
            client.send("*").expect("501 5.7.0");
            client.send("AUTH LOGIN").expect("334");
            client.send(base64("alice@here.example")).expect("334");
            client.send("*").expect("501 5.7.0");
            client.send("NOOP").expect("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "====", "no base64!", "YQ", "AGEAYgBj", "YWxpY2U="})
    void w16WhatCannotBeDecodedIsASyntaxError(String response) throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH PLAIN " + response).expect("501 5.5.2");
            client.send("AUTH PLAIN").expect("334");
            client.send("").expect("501 5.5.2");
            client.send("AUTH CRAM-MD5").expect("504 5.5.4");
            client.send("AUTH").expect("504 5.5.4");
            client.send("NOOP").expect("250");
        }
    }

    @Test
    void w16ThreeFailuresEndTheConnection() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH PLAIN " + base64("\0alice@here.example\0wrong")).expect("535 5.7.8");
            client.send("AUTH PLAIN " + base64("\0nobody\0open sésame")).expect("535 5.7.8");
            client.send("AUTH PLAIN " + base64("bob\0alice@here.example\0open sésame"))
                    .expect("535 5.7.8");
            client.expect("421 4.7.0");
            client.expectEnd();
        }
    }

    @Test
    void throttledAndUnknowableLoginsAreTransient() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            submission.login.always.set(new Login.Outcome.Throttled(Duration.ofSeconds(30)));
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("454 4.7.0");
            submission.login.always.set(new Login.Outcome.Unavailable());
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("454 4.7.0");
        }
    }

    @Test
    void anAccountWritesAsItselfAlone() throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            client.send("MAIL FROM:<bob@here.example>").expect("553 5.7.1");
            client.send("MAIL FROM:<team@here.example>").expect("250");
            client.send("RSET").expect("250");
            client.send("MAIL FROM:<>").expect("250");
            client.send("RSET").expect("250");
            submission.directory.down = true;
            client.send("MAIL FROM:<alice@here.example>").expect("451 4.3.0");
        }
    }

    @Test
    void aForeignDomainHasNoRouteFromHere() throws Exception {
        try (SmtpClient client = submission.loggedIn()) {
            client.send("MAIL FROM:<alice@here.example>").expect("250");
            client.send("RCPT TO:<a@far.example>").expect("550 5.4.4");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("AUTH PLAIN " + base64(RIGHT)).expect("503 5.5.1");
        }
    }

    @Test
    void aHeaderWithoutDateAndMessageIdIsCompletedAndLosesBcc() throws Exception {
        FakeDelivery.Mail mail =
                submitted(
                        """
                        From: alice@here.example
                        Bcc: bob@here.example,
                         user1@here.example
                        Subject: x

                        Bcc: stays in the body
                        """
                                .replace("\n", "\r\n"));
        assertThat(mail.text().replace("\r\n", "\n"))
                .matches(
                        """
                        From: alice@here\\.example
                        Subject: x
                        Date: \\w{3}, \\d+ \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}
                        Message-ID: <[0-9a-f-]+@mx\\.here\\.example>

                        Bcc: stays in the body
                        """);
        assertThat(mail.envelope().submitted()).isPresent();
        assertThat(mail.envelope().hop().protocol()).isEqualTo("ESMTPA");
    }

    @Test
    void aCompleteHeaderStaysByteForByte() throws Exception {
        String mail =
                "DATE: Mon, 23 Nov 2026 22:00:00 +0000\r\nmessage-id : <x@y>\r\nSubject: \u00fc\r\n\r\nbody\r\n";
        assertThat(submitted(mail).text())
                .isEqualTo(
                        new String(
                                mail.getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no header at all\r\n\r\nBcc: x\r\n", "\r\nBcc: x\r\n"})
    void aBodyLosesNothing(String mail) throws Exception {
        assertThat(submitted(mail).text()).endsWith("\r\n\r\nBcc: x\r\n");
    }

    private FakeDelivery.Mail submitted(String mail) throws IOException {
        try (SmtpClient client = submission.loggedIn()) {
            client.send("MAIL FROM:<alice@here.example>").expect("250");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw(mail + ".\r\n").expect("250");
        }
        return submission.delivery.mails().getFirst();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
