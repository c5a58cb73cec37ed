package org.hailpost.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.hailpost.account.Account;
import org.hailpost.account.DirectoryLogin;
import org.hailpost.account.Login;
import org.hailpost.account.OneAccount;
import org.hailpost.account.ScramClient;
import org.hailpost.message.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticateTest {
    private static final String ALICE = "alice@example.org";

    @RegisterExtension
    final ImapTestServer server =
            new ImapTestServer(ImapTestServer.settings(true, Duration.ofMinutes(30)), alice());

    @Test
    void scramGoesWithAndWithoutInitialResponse() {
        ImapClient imap = server.connect();
        assertThat(imap.expectLine("* OK [CAPABILITY "))
                .contains(" AUTH=PLAIN AUTH=SCRAM-SHA-256]")
                .doesNotContain("AUTH=LOGIN");
        assertThat(scram(imap, "AUTHENTICATE SCRAM-SHA-256 ", "n,,", "right", new byte[0]))
                .startsWith("a OK [CAPABILITY ");
        imap.send("b SELECT INBOX").expect("b OK");
        ImapClient other = server.connect().expect("* OK");
        assertThat(scram(other, "AUTHENTICATE SCRAM-SHA-256", "n,,", "right", new byte[0]))
                .startsWith("a OK");
    }

    @Test
    void underTlsALoginIsBoundToTheConnection() throws Exception {
        try (ImapClient imap = new ImapClient(server.imap().tlsPort())) {
            SSLSession session = imap.startTls(TestTls.trusting());
            imap.expectLine("* OK [CAPABILITY ");
            byte[] exported =
                    ((ExtendedSSLSession) session)
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            String command = "AUTHENTICATE SCRAM-SHA-256-PLUS ";
            assertThat(scram(imap, command, "p=tls-exporter,,", "right", new byte[32]))
                    .startsWith("a NO [AUTHENTICATIONFAILED]");
            assertThat(scram(imap, command, "p=tls-exporter,,", "right", exported))
                    .startsWith("a OK");
        }
        try (ImapClient imap = new ImapClient(server.imap().tlsPort())) {
            SSLSession session = imap.startTls(TestTls.trusting());
            assertThat(imap.expectLine("* OK [CAPABILITY "))
                    .contains(" AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS]");
            byte[] endPoint =
                    TlsServerEndpoint.getChannelBindingData(
                            (X509Certificate) session.getPeerCertificates()[0]);
            imap.send("x AUTHENTICATE SCRAM-SHA-256 " + base64("y,,n=" + ALICE + ",r=abc"))
                    .expect("x NO [AUTHENTICATIONFAILED]");
            assertThat(
                            scram(
                                    imap,
                                    "AUTHENTICATE SCRAM-SHA-256-PLUS ",
                                    "p=tls-server-end-point,,",
                                    "right",
                                    endPoint))
                    .startsWith("a OK");
        }
    }

    @Test
    void anExchangeCanBeCancelledAtEveryPointAndTheNextGoesOn() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a AUTHENTICATE SCRAM-SHA-256").expect("+ ");
        imap.send("*").expect("a BAD");
        imap.send("b AUTHENTICATE SCRAM-SHA-256 " + base64("n,,n=" + ALICE + ",r=abc"))
                .expect("+ ");
        imap.send("*").expect("b BAD");
        imap.send("c AUTHENTICATE SCRAM-SHA-256 =").expect("c BAD");
        imap.send("d AUTHENTICATE SCRAM-SHA-256").expect("+ ");
        imap.send("").expect("d BAD");
        imap.send("e AUTHENTICATE SCRAM-SHA-256 " + base64("n,,n=" + ALICE + ",r=abc"))
                .expect("+ ");
        imap.send("c=biws not base64").expect("e BAD");
        imap.send("f AUTHENTICATE SCRAM-SHA-256-PLUS").expect("f NO [CANNOT]");
        imap.send("g AUTHENTICATE OAUTHBEARER").expect("g NO [CANNOT]");
        imap.send("h AUTHENTICATE LOGIN").expect("h NO [CANNOT]");
        assertThat(scram(imap, "AUTHENTICATE SCRAM-SHA-256 ", "n,,", "wrong", new byte[0]))
                .startsWith("a NO [AUTHENTICATIONFAILED]");
        assertThat(scram(imap, "AUTHENTICATE SCRAM-SHA-256 ", "n,,", "right", new byte[0]))
                .startsWith("a OK");
    }

    @Test
    void aLineOfAnExchangeIsNoLongerThanACommand() {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a AUTHENTICATE SCRAM-SHA-256").expect("+ ");
        imap.send("A".repeat(10_000)).expect("* BYE");
        imap.expectClosed();
    }

    /** The tagged answer. */
    private static String scram(
            ImapClient imap, String command, String header, String password, byte[] channel) {
        ScramClient client = new ScramClient(header, ALICE, channel);
        if (command.endsWith(" ")) {
            imap.send("a " + command + base64(client.first()));
        } else {
            assertThat(imap.send("a " + command).line()).isEqualTo("+ ");
            imap.send(base64(client.first()));
        }
        String first = text(imap.expectLine("+ "));
        String answer = imap.send(base64(client.last(first, password))).line();
        if (!answer.startsWith("+ ")) {
            return answer;
        }
        assertThat(client.knows(text(answer))).isTrue();
        return imap.send("").line();
    }

    private static Login alice() {
        OneAccount alice =
                new OneAccount(
                                "right",
                                new Account(
                                        ImapTestServer.ALICE, Address.parse(ALICE), "Alice", true))
                        .withVerifier("right");
        return new DirectoryLogin(
                alice, alice, Optional.empty(), InstantSource.system(), new SecureRandom());
    }

    private static String text(String challenge) {
        return new String(Base64.getDecoder().decode(challenge.substring(2)), UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
