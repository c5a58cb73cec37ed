package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineIT {
    private TestListener mx;

    @BeforeEach
    void listen() throws Exception {
        mx = TestListener.mx(Map.of("maxErrors", 5, "maxCommands", 120));
    }

    @AfterEach
    void stop() throws IOException {
        mx.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOPnonsense",
                "NOO",
                "",
                " NOOP",
                "R\u017fET",
                "NOOP\t",
                "DATAx",
                "MAILFROM:<a@b>"
            })
    void w12VerbsMatchExactly(String line) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send(line).expect("500 5.5.1");
            client.send("nOoP").expect("250");
        }
    }

    @Test
    void aLineOfTheLongestLengthPassesAndALongerOneIsThrownAway() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("NOOP " + "x".repeat(4096 - 7)).expect("250");
            client.send("NOOP " + "x".repeat(4096 - 6)).expect("500 5.5.2");
            client.send("NOOP " + "x".repeat(100_000) + " RSET").expect("500 5.5.2");
            client.send("NOOP").expect("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n", "NOOP\r\r\n", "\n"})
    void aBareLineEndingEndsTheConnection(String bytes) throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.raw(bytes + "QUIT\r\n").expect("500 5.5.2");
            client.expectEnd();
        }
    }

    @Test
    void whatIsNoTextIsRefused() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.raw("NOOP \0\r\n").expect("500 5.5.2");
            client.raw(new byte[] {'N', 'O', 'O', 'P', ' ', (byte) 0xff, '\r', '\n'})
                    .expect("500 5.5.2");
            client.raw("NOOP \u001b[2J\r\n").expect("500 5.5.2");
            client.send("NOOP").expect("250");
        }
    }

    @Test
    void w2BdatIsNeitherAnnouncedNorPresentAndItsBytesAreNotRun() throws Exception {
        try (SmtpClient client = mx.withRecipient()) {
            client.raw("BDAT 30 LAST\r\nMAIL FROM:<evil@far.example>\r\nQUIT\r\n");
            client.expect("502 5.5.1");
            client.expectEnd();
            assertThat(mx.delivery.mails()).isEmpty();
        }
    }

    @Test
    void aBrowserIsNotTalkedTo() throws Exception {
        try (SmtpClient client = mx.client()) {
            client.expect("220");
            client.raw("POST / HTTP/1.1\r\nHost: mx\r\n\r\nEHLO x\r\n").expect("502 5.5.1");
            client.expectEnd();
        }
    }

    @Test
    void tooManyErrorsEndTheConnection() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            for (int i = 0; i < 5; i++) {
                client.send("NONSENSE").expect("500");
            }
            client.expect("421 4.7.0");
            client.expectEnd();
        }
    }

    @Test
    void aKeptMessageForgivesErrorsAndCommands() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            for (int i = 0; i < 3; i++) {
                for (int error = 0; error < 4; error++) {
                    client.send("NONSENSE").expect("500");
                }
                for (int command = 0; command < 100; command++) {
                    client.send("NOOP").expect("250");
                }
                client.send("MAIL FROM:<>").expect("250");
                client.send("RCPT TO:<alice@here.example>").expect("250");
                client.send("DATA").expect("354");
                client.raw(".\r\n").expect("250");
            }
        }
    }

    @Test
    void tooManyCommandsWithoutAMessageEndTheConnection() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            for (int i = 0; i < 119; i++) {
                client.send("NOOP").expect("250");
            }
            client.expect("421 4.7.0");
            client.expectEnd();
        }
    }

    @Test
    void everyReplyHasAnEnhancedCodeButGreetingEhloAndIntermediateOnes() throws Exception {
        try (SmtpClient client = mx.client()) {
            assertThat(client.reply()).isEqualTo("220 mx.here.example ESMTP Hailpost");
            assertThat(client.send("HELO client.example").reply()).startsWith("250 mx.here");
            assertThat(client.send("HELP").reply())
                    .matches("214-2\\.0\\.0 .*\n214 2\\.0\\.0 (?s:.*)")
                    .contains("STARTTLS")
                    .doesNotContain("BDAT");
        }
    }

    @Test
    void w3AGroupOfCommandsIsAnsweredInOneWrite() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.lines(
                    "MAIL FROM:<a@far.example>",
                    "RCPT TO:<alice@here.example>",
                    "RCPT TO:<nobody@here.example>",
                    "DATA");
            assertThat(client.chunk().lines().map(line -> line.substring(0, 3)))
                    .containsExactly("250", "250", "550", "354");
            client.raw("x\r\n.\r\nRSET\r\nQUIT\r\n");
            client.expect("250 2.0.0 Kept");
            client.expect("250 2.0.0 Ok");
            client.expect("221");
            client.expectEnd();
        }
        assertThat(mx.delivery.mails()).hasSize(1);
    }

    @Test
    void commandsDrippingInAreUnderstood() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.dripping("NOOP\r\nRSET\r\n");
            client.expect("250");
            client.expect("250");
        }
    }
}
