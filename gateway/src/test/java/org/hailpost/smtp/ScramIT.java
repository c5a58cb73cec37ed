package org.hailpost.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.hailpost.account.DirectoryLogin;
import org.hailpost.account.OneAccount;
import org.hailpost.account.ScramClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScramIT {
    private static final String BOB = "bob@example.org";
    private static final byte[] NONE = new byte[0];
    private TestListener submission;

    @BeforeEach
    void listen() throws Exception {
        OneAccount bob = new OneAccount("right").withVerifier("right");
        submission =
                TestListener.submission(
                        Map.of("clearLoginOnLoopback", true),
                        new DirectoryLogin(
                                bob,
                                bob,
                                Optional.empty(),
                                InstantSource.system(),
                                new SecureRandom()));
    }

    @AfterEach
    void stop() throws IOException {
        submission.close();
    }

    @Test
    void inClearThereIsNothingToBindTo() throws Exception {
        try (SmtpClient client = submission.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply())
                    .endsWith("AUTH PLAIN LOGIN SCRAM-SHA-256");
            client.send("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-exporter,,n=b,r=c"))
                    .expect("504 5.5.4 Unknown mechanism, there are PLAIN LOGIN SCRAM-SHA-256");
            assertThat(
                            login(
                                    client,
                                    "AUTH SCRAM-SHA-256",
                                    new ScramClient("n,,", BOB, NONE),
                                    "right"))
                    .startsWith("235 2.7.0");
            client.send("MAIL FROM:<bob@example.org>").expect("250");
        }
    }

    @Test
    void aWrongProofIsAWrongPassword() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            assertThat(
                            login(
                                    client,
                                    "AUTH SCRAM-SHA-256",
                                    new ScramClient("n,,", BOB, NONE),
                                    "wrong"))
                    .startsWith("535 5.7.8");
            client.send("AUTH SCRAM-SHA-256").expect("334 ");
            client.send("*").expect("501 5.7.0");
            client.send("AUTH SCRAM-SHA-256 " + base64("garbage")).expect("501 5.5.2");
            client.send("AUTH SCRAM-SHA-256 " + base64("y,,n=" + BOB + ",r=abc")).expect("334 ");
            client.send("!").expect("501 5.5.2");
        }
    }

    @Test
    void underTlsALoginIsBoundToTheConnection() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("STARTTLS").expect("220");
            SSLSession session = client.handshake().getSession();
            assertThat(client.send("EHLO client.example").reply())
                    .endsWith("AUTH PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS");
            client.send("AUTH SCRAM-SHA-256 " + base64("y,,n=" + BOB + ",r=abc")).expect("535");
            byte[] exported =
                    ((ExtendedSSLSession) session)
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            ScramClient scram = new ScramClient("p=tls-exporter,,", BOB, exported);
            assertThat(login(client, "AUTH SCRAM-SHA-256-PLUS", scram, "right"))
                    .startsWith("235 2.7.0");
        }
        try (SmtpClient client = submission.greeted()) {
            client.send("STARTTLS").expect("220");
            SSLSession session = client.handshake().getSession();
            byte[] endPoint =
                    TlsServerEndpoint.getChannelBindingData(
                            (X509Certificate) session.getPeerCertificates()[0]);
            client.send("EHLO client.example").expect("250");
            ScramClient scram = new ScramClient("p=tls-server-end-point,,", BOB, endPoint);
            assertThat(login(client, "AUTH SCRAM-SHA-256-PLUS", scram, "right"))
                    .startsWith("235 2.7.0");
        }
    }

    /** The reply at the end. */
    private static String login(
            SmtpClient client, String command, ScramClient scram, String password)
            throws IOException {
        String first = text(client.send(command + " " + base64(scram.first())).expect("334 "));
        String reply = client.send(base64(scram.last(first, password))).reply();
        if (!reply.startsWith("334 ")) {
            return reply;
        }
        assertThat(scram.knows(text(reply))).isTrue();
        return client.send("").reply();
    }

    private static String text(String challenge) {
        return new String(Base64.getDecoder().decode(challenge.substring(4)), UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
