package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submission over TLS from the first octet (RFC 8314 §3.3). */
class SubmissionsIT {
    private TestListener submissions;

    @BeforeEach
    void listen() throws Exception {
        submissions = TestListener.submission(Map.of("implicitTls", true));
    }

    @AfterEach
    void stop() throws IOException {
        submissions.close();
    }

    @Test
    void aMailIsSubmitted() throws Exception {
        submit();
        assertThat(submissions.delivery.mails().getFirst().envelope().hop().protocol())
                .isEqualTo("ESMTPSA");
    }

    private void submit() throws Exception {
        try (SmtpClient client = submissions.client()) {
            client.handshake();
            client.expect("220 mx.here.example");
            assertThat(client.send("EHLO client.example").reply())
                    .contains("AUTH", "REQUIRETLS")
                    .doesNotContain("STARTTLS");
            client.send("STARTTLS").expect("503 5.5.1");
            client.logIn();
            client.send("MAIL FROM:<alice@here.example>").expect("250");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("From: alice@here.example\r\n\r\nHi\r\n.\r\n").expect("250");
            client.send("QUIT").expect("221");
        }
    }

    @Test
    void nothingIsSaidInClear() throws Exception {
        try (SmtpClient client = submissions.client()) {
            client.raw("EHLO client.example\r\nMAIL FROM:<alice@here.example>\r\n");
            assertThat(client.remaining()).doesNotContain("220").doesNotContain("Hailpost");
        }
        submit();
    }

    /** The first words of TLS come in one packet with the proxy's, and are read with them. */
    @Test
    void aProxyMayStandBefore() throws Exception {
        try (TestListener behind =
                        TestListener.submission(
                                Map.of("implicitTls", true, "proxyPeers", List.of("127.0.0.1")));
                SmtpClient client =
                        SmtpClient.behindProxy(
                                behind.server.port(),
                                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 465\r\n")) {
            client.handshake();
            client.expect("220");
            client.send("EHLO client.example").expect("250");
            client.logIn();
            client.send("MAIL FROM:<alice@here.example>").expect("250");
            client.send("RCPT TO:<bob@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("From: alice@here.example\r\n\r\nHi\r\n.\r\n").expect("250");
            assertThat(behind.delivery.mails().getFirst().envelope().hop().peer().getHostAddress())
                    .isEqualTo("192.0.2.7");
        }
    }
}
