package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartTlsIT {
    private TestListener mx;

    @BeforeEach
    void listen() throws Exception {
        mx = TestListener.mx();
    }

    @AfterEach
    void stop() throws IOException {
        mx.close();
    }

    @Test
    void aMailComesInUnderTls() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.startTls();
            client.send("EHLO client.example").expect("250");
            client.send("MAIL FROM:<a@far.example>").expect("250");
            client.send("RCPT TO:<alice@here.example>").expect("250");
            client.send("DATA").expect("354");
            client.raw("x\r\n.\r\n").expect("250");
            client.send("QUIT").expect("221");
            client.expectEnd();
        }
        var hop = mx.delivery.mails().getFirst().envelope().hop();
        assertThat(hop.protocol()).isEqualTo("ESMTPS");
        assertThat(hop.tls()).startsWith("TLSv1.3 TLS_");
    }

    @Test
    void w11StartTlsIsNotOfferedWithinTls() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.startTls();
            assertThat(client.send("EHLO client.example").reply()).doesNotContain("STARTTLS");
            client.send("STARTTLS").expect("503 5.5.1");
        }
    }

    @Test
    void w11OldProtocolsAreNotSpoken() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("STARTTLS").expect("220");
            SSLSocket secured = client.handshake();
            assertThat(secured.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        // A ClientHello of TLS 1.0 for one suite, without extensions.
        byte[] hello = new byte[5 + 4 + 41];
        hello[0] = 22;
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = 45;
        hello[5] = 1;
        hello[8] = 41;
        hello[9] = 3;
        hello[10] = 1;
        hello[45] = 2;
        hello[47] = 0x2f;
        hello[48] = 1;
        try (SmtpClient client = mx.greeted()) {
            client.send("STARTTLS").expect("220");
            String alert = client.raw(hello).chunk();
            assertThat(alert.charAt(0)).isEqualTo((char) 21);
            client.expectEnd();
        }
    }

    @Test
    void whatIsPipelinedBehindStartTlsIsNeverRun() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.raw("STARTTLS\r\nRSET\r\nMAIL FROM:<evil@far.example>\r\n");
            client.expect("220 2.0.0");
            // The server drops what it has; the handshake of an honest client may follow.
            try {
                client.handshake();
                client.send("EHLO client.example").expect("250-mx.here.example");
                client.send("RCPT TO:<alice@here.example>").expect("503 5.5.1");
            } catch (IOException e) {
                client.expectEnd();
            }
        }
    }

    @Test
    void whatWasSaidInClearIsForgotten() throws Exception {
        try (SmtpClient client = mx.withRecipient()) {
            client.startTls();
            client.send("DATA").expect("503 5.5.1");
            client.send("MAIL FROM:<a@far.example>").expect("503 5.5.1");
            client.send("EHLO client.example").expect("250");
            client.send("MAIL FROM:<a@far.example>").expect("250");
        }
    }

    @Test
    void aHandshakeThatFailsEndsTheConnection() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("STARTTLS").expect("220");
            client.raw("MAIL FROM:<a@far.example>\r\n");
            assertThat(client.chunk()).doesNotContain("250");
            client.expectEnd();
        }
    }

    @Test
    void startTlsTakesNoArgument() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.send("STARTTLS now").expect("501 5.5.4");
            assertThatThrownBy(client::handshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPlaintextListenerPipelinesUnderTlsToo() throws Exception {
        try (SmtpClient client = mx.greeted()) {
            client.startTls();
            client.send("EHLO client.example").expect("250");
            client.raw("MAIL FROM:<>\r\nRCPT TO:<alice@here.example>\r\nDATA\r\n");
            assertThat(client.chunk().lines()).hasSize(3);
            client.raw("x\r\n.\r\nQUIT\r\n");
            client.expect("250");
            client.expect("221");
        }
    }

    @Test
    void submissionKeepsTheRuleOfTlsFirst() throws Exception {
        try (TestListener submission = TestListener.submission(Map.of());
                SmtpClient client = submission.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply()).doesNotContain("AUTH");
            client.send("AUTH PLAIN AGEAYg==").expect("538 5.7.11");
            client.startTls();
            assertThat(client.send("EHLO client.example").reply()).contains("AUTH PLAIN LOGIN");
        }
    }
}
