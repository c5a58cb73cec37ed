package org.hailpost.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.hailpost.account.DirectoryLogin;
import org.hailpost.account.OidcTokens;
import org.hailpost.account.OneAccount;
import org.hailpost.account.TestIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submission with the tokens of an issuer (OAUTHBEARER, XOAUTH2), over sockets. */
class TokenIT {
    private static final String BOB = "bob@example.org";
    private TestIssuer issuer;
    private OidcTokens tokens;
    private TestListener submission;

    @BeforeEach
    void listen() throws Exception {
        issuer = new TestIssuer();
        tokens = new OidcTokens(issuer.settings(), InstantSource.system());
        OneAccount bob = new OneAccount("right");
        submission =
                TestListener.submission(
                        Map.of("clearLoginOnLoopback", true, "maxCommandLineBytes", 512),
                        new DirectoryLogin(
                                bob,
                                bob,
                                Optional.of(tokens),
                                InstantSource.system(),
                                new SecureRandom()));
    }

    @AfterEach
    void stop() throws IOException {
        submission.close();
        tokens.close();
        issuer.close();
    }

    @Test
    void aTokenLongerThanACommandLetsIn() throws Exception {
        try (SmtpClient client = submission.client()) {
            client.expect("220");
            assertThat(client.send("EHLO client.example").reply())
                    .contains(" OAUTHBEARER")
                    .contains(" XOAUTH2");
            String bearer = oauthBearer(issuer.token(BOB));
            assertThat(bearer).hasSizeGreaterThan(512);
            client.send("AUTH OAUTHBEARER " + bearer).expect("235 2.7.0");
            client.send("MAIL FROM:<bob@example.org>").expect("250");
        }
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH XOAUTH2").expect("334 ");
            client.send(xoauth2(issuer.token(BOB))).expect("235 2.7.0");
        }
    }

    @Test
    void whoIsRefusedLearnsWhyAndMayTryAgain() throws Exception {
        try (SmtpClient client = submission.greeted()) {
            client.send("AUTH XOAUTH2 " + xoauth2(issuer.token("amy@example.org")));
            assertThat(failure(client)).contains("\"status\":\"401\"");
            client.send("").expect("535 5.7.8");
            client.send("AUTH OAUTHBEARER " + oauthBearer("a.b.c"));
            assertThat(failure(client)).contains("\"status\":\"invalid_token\"");
            client.send("AQ==").expect("535 5.7.8"); // RFC 7628 §3.2.3
            client.send("AUTH XOAUTH2 " + xoauth2(issuer.token(BOB))).expect("235");
        }
    }

    private static String failure(SmtpClient client) throws IOException {
        return new String(Base64.getDecoder().decode(client.expect("334 ").substring(4)), UTF_8);
    }

    private static String oauthBearer(String token) {
        return base64("n,a=" + BOB + ",\1auth=Bearer " + token + "\1\1");
    }

    private static String xoauth2(String token) {
        return base64("user=" + BOB + "\1auth=Bearer " + token + "\1\1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
