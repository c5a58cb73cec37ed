package org.hailpost.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.account.DirectoryLogin;
import org.hailpost.account.OidcTokens;
import org.hailpost.account.OneAccount;
import org.hailpost.account.TestIssuer;
import org.hailpost.message.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IMAP with the tokens of an issuer (OAUTHBEARER, XOAUTH2), over sockets. */
class TokenLoginIT {
    private static final String ALICE = "alice@example.org";
    private TestIssuer issuer;
    private OidcTokens tokens;
    private ImapTestServer server;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
        tokens = new OidcTokens(issuer.settings(), InstantSource.system());
        OneAccount alice =
                new OneAccount(
                        "right",
                        new Account(ImapTestServer.ALICE, Address.parse(ALICE), "Alice", true));
        server =
                new ImapTestServer(
                        ImapTestServer.settings(true, Duration.ofMinutes(30)),
                        new DirectoryLogin(
                                alice,
                                alice,
                                Optional.of(tokens),
                                InstantSource.system(),
                                new SecureRandom()));
        server.begin();
    }

    @AfterEach
    void stop() {
        server.end();
        tokens.close();
        issuer.close();
    }

    @Test
    void aTokenLetsInWithAndWithoutInitialResponse() throws Exception {
        ImapClient imap = server.connect();
        assertThat(imap.expectLine("* OK [CAPABILITY "))
                .contains(" AUTH=OAUTHBEARER")
                .contains(" AUTH=XOAUTH2");
        imap.send("a AUTHENTICATE OAUTHBEARER " + oauthBearer(issuer.token(ALICE)))
                .expect("a OK [CAPABILITY ");
        imap.send("b SELECT INBOX").expect("b OK");
        ImapClient other = server.connect().expect("* OK");
        other.send("a AUTHENTICATE XOAUTH2").expect("+ ");
        other.send(xoauth2(issuer.token(ALICE))).expect("a OK [CAPABILITY ");
    }

    @Test
    void whoIsRefusedLearnsWhyAndMayTryAgain() throws Exception {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a AUTHENTICATE XOAUTH2 " + xoauth2(issuer.token("amy@example.org")));
        assertThat(failure(imap)).contains("\"status\":\"401\"");
        imap.send("").expect("a NO [AUTHENTICATIONFAILED]");
        imap.send("b AUTHENTICATE OAUTHBEARER " + oauthBearer("a.b.c"));
        assertThat(failure(imap)).contains("\"status\":\"invalid_token\"");
        imap.send("AQ==").expect("b NO [AUTHENTICATIONFAILED]"); // RFC 7628 §3.2.3
        imap.send("c AUTHENTICATE XOAUTH2 " + xoauth2(issuer.token(ALICE))).expect("c OK");
    }

    private static String failure(ImapClient imap) {
        String challenge = imap.expectLine("+ ").substring(2);
        return new String(Base64.getDecoder().decode(challenge), UTF_8);
    }

    private static String oauthBearer(String token) {
        return base64("n,a=" + ALICE + ",\1auth=Bearer " + token + "\1\1");
    }

    private static String xoauth2(String token) {
        return base64("user=" + ALICE + "\1auth=Bearer " + token + "\1\1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
