package org.hailpost.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.Login.Outcome;
import org.hailpost.account.SaslExchange.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramTest {
    private static final byte[] NONE = new byte[0];
    private static final byte[] CHANNEL = "the channel".getBytes(UTF_8);
    private static final String BOB = "bob@example.org";
    private static final SaslPeer CLEAR = peer(Map.of(), Set.of());
    private static final SaslPeer TLS = peer(Map.of("tls-exporter", CHANNEL), Set.of());

    private final OneAccount directory = new OneAccount("right").withVerifier("right");
    private final DirectoryLogin login =
            new DirectoryLogin(
                    directory,
                    directory,
                    Optional.empty(),
                    () -> Instant.parse("2026-05-01T12:00:00Z"),
                    new SecureRandom());

    /** RFC 7677 §3. */
    @Test
    void theExampleOfTheRfcHolds() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramVerifier verifier = ScramVerifier.of("pencil", salt, 4096);
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        String message =
                "n=user,r=rOprNGfwEbeRWgbNEkqO,r=%s,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=%s"
                        .formatted(nonce, nonce);
        byte[] proof = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(verifier.proves(proof, message)).isTrue();
        assertThat(verifier.proves(proof, message + "x")).isFalse();
        assertThat(Base64.getEncoder().encodeToString(verifier.serverSignature(message)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(ScramVerifier.parse(verifier.stored()).stored()).isEqualTo(verifier.stored());
    }

    @Test
    void theRightPasswordGetsInAndLearnsThatWeKnowIt() {
        assertThat(run(CLEAR, new ScramClient("n,,", BOB, NONE), "right"))
                .isEqualTo(new Outcome.Accepted(directory.bob));
        assertThat(run(CLEAR, new ScramClient("n,a=" + BOB + ",", BOB, NONE), "right"))
                .isEqualTo(new Outcome.Accepted(directory.bob));
        assertThat(run(CLEAR, new ScramClient("n,,", BOB, NONE), "wrong"))
                .isEqualTo(new Outcome.Refused());
    }

    @Test
    void whatUnicodeWritesInTwoWaysIsOnePassword() {
        directory.withVerifier("se\u0301same\u00aa");
        assertThat(run(CLEAR, new ScramClient("n,,", BOB, NONE), "s\u00e9same\u00aa"))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void plusBindsToTheChannelAndToNoOther() {
        assertThat(login.sasl().mechanisms(CLEAR)).doesNotContain("SCRAM-SHA-256-PLUS");
        assertThat(login.sasl().begin("SCRAM-SHA-256-PLUS", CLEAR)).isEmpty();
        assertThat(run(TLS, new ScramClient("p=tls-exporter,,", BOB, CHANNEL), "right"))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(
                        run(
                                TLS,
                                new ScramClient("p=tls-exporter,,", BOB, "else".getBytes(UTF_8)),
                                "right"))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(begin("SCRAM-SHA-256-PLUS", TLS, "p=tls-unique,,n=bob,r=abc"))
                .isInstanceOf(Step.Malformed.class);
        assertThat(begin("SCRAM-SHA-256-PLUS", TLS, "n,,n=bob,r=abc"))
                .isInstanceOf(Step.Malformed.class);
        assertThat(begin("SCRAM-SHA-256", TLS, "p=tls-exporter,,n=bob,r=abc"))
                .isInstanceOf(Step.Malformed.class);
    }

    @Test
    void aClientFromWhichPlusWasHiddenIsRefused() {
        assertThat(begin("SCRAM-SHA-256", TLS, "y,,n=" + BOB + ",r=abc"))
                .isEqualTo(new Step.Done(new Outcome.Refused()));
        SaslPeer withheld = peer(Map.of("tls-exporter", CHANNEL), Set.of("SCRAM-SHA-256-PLUS"));
        assertThat(run(withheld, new ScramClient("y,,", BOB, NONE), "right"))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(run(CLEAR, new ScramClient("y,,", BOB, NONE), "right"))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aNameWithoutAnAccountLooksLikeOneWithIt() {
        String bob = serverFirst(BOB);
        for (String name : new String[] {"eve@example.org", "no address", "no=2Ccomma"}) {
            String eve = serverFirst(name);
            assertThat(salt(eve)).isEqualTo(salt(serverFirst(name))).hasSize(salt(bob).length());
            assertThat(ScramClient.attributes(eve).get("i"))
                    .isEqualTo(ScramClient.attributes(bob).get("i"));
            assertThat(run(CLEAR, new ScramClient("n,,", name, NONE), "right"))
                    .isEqualTo(new Outcome.Refused());
        }
        assertThat(salt(serverFirst("eve@example.org")))
                .isNotEqualTo(salt(serverFirst("ann@example.org")))
                .isEqualTo(salt(serverFirst("EVE@example.org")));
    }

    @Test
    void failedProofsAreThrottledWithFailedPasswords() {
        for (int i = 0; i < 3; i++) {
            run(CLEAR, new ScramClient("n,,", BOB, NONE), "wrong");
            login.password(BOB, "guess" + i, CLEAR.remote());
        }
        assertThat(run(CLEAR, new ScramClient("n,,", BOB, NONE), "right"))
                .isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void withoutADirectoryNobodyIsRefused() {
        directory.down = true;
        assertThat(begin("SCRAM-SHA-256", CLEAR, "n,,n=bob,r=abc"))
                .isInstanceOf(Step.Challenge.class);
        assertThat(begin("SCRAM-SHA-256", CLEAR, "n,,n=" + BOB + ",r=abc"))
                .isEqualTo(new Step.Done(new Outcome.Unavailable()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=bob",
                "n,,n=,r=abc",
                "n,,n=bob,r=",
                "n,,n=b=ob,r=abc",
                "n,,n=b\0ob,r=abc",
                "n,,m=x,n=bob,r=abc",
                "n,,n=bob,r=a c",
                "x,,n=bob,r=abc",
                "p=,,n=bob,r=abc",
                "n,b=bob,n=bob,r=abc",
                "n,,r=abc,n=bob"
            })
    void aBadBeginningIsToldAsSuch(String message) {
        assertThat(begin("SCRAM-SHA-256", CLEAR, message)).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void anotherAccountCannotBeActedFor() {
        assertThat(begin("SCRAM-SHA-256", CLEAR, "n,a=eve@example.org,n=" + BOB + ",r=abc"))
                .isInstanceOf(Step.NotAuthorized.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "p=", ",p=", "c=biws,p=AAAA", "c=!,r=x,p=AAAA", "r=x,c=biws,p=AA=="})
    void aBadEndIsToldAsSuch(String message) {
        SaslExchange exchange = exchange("SCRAM-SHA-256", CLEAR);
        exchange.respond(("n,,n=" + BOB + ",r=abc").getBytes(UTF_8));
        assertThat(exchange.respond(message.getBytes(UTF_8))).isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c=biws,r=x,p=AAAA", "c=eSws,r=NONCE,p=PROOF", "c=biws,r=NONCEx,p=PROOF"})
    void whatDoesNotFitTheBeginningIsRefused(String template) {
        SaslExchange exchange = exchange("SCRAM-SHA-256", CLEAR);
        ScramClient client = new ScramClient("n,,", BOB, NONE);
        String first = text(exchange.respond(client.first().getBytes(UTF_8)));
        String last = client.last(first, "right");
        String message =
                template.replace("NONCE", ScramClient.attributes(first).get("r") + "")
                        .replace("PROOF", last.substring(last.indexOf("p=") + 2));
        assertThat(exchange.respond(message.getBytes(UTF_8)))
                .isEqualTo(new Step.Done(new Outcome.Refused()));
    }

    private String serverFirst(String name) {
        return text(begin("SCRAM-SHA-256", CLEAR, "n,,n=" + name + ",r=abc"));
    }

    private static String salt(String serverFirst) {
        return ScramClient.attributes(serverFirst).get("s") + "";
    }

    private Step begin(String mechanism, SaslPeer peer, String message) {
        return exchange(mechanism, peer).respond(message.getBytes(UTF_8));
    }

    private Outcome run(SaslPeer peer, ScramClient client, String password) {
        boolean plus = client.first().startsWith("p=");
        SaslExchange exchange = exchange(plus ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256", peer);
        String first = text(exchange.respond(client.first().getBytes(UTF_8)));
        Step end = exchange.respond(client.last(first, password).getBytes(UTF_8));
        if (end instanceof Step.Challenge challenge) {
            assertThat(client.knows(new String(challenge.data(), UTF_8))).isTrue();
            end = exchange.respond(new byte[0]);
        }
        return ((Step.Done) end).outcome();
    }

    private SaslExchange exchange(String mechanism, SaslPeer peer) {
        return login.sasl().begin(mechanism, peer).orElseThrow();
    }

    private static String text(Step step) {
        return new String(((Step.Challenge) step).data(), UTF_8);
    }

    private static SaslPeer peer(Map<String, byte[]> bindings, Set<String> withheld) {
        return new SaslPeer(InetAddress.ofLiteral("192.0.2.1"), bindings, withheld);
    }
}
