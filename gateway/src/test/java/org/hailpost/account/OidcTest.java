package org.hailpost.account;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.AccessTokens.Verdict;
import org.hailpost.account.Login.Outcome;
import org.hailpost.account.SaslExchange.Step;
import org.hailpost.message.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcTest {
    private static final String BOB = "bob@example.org";
    private static final Verdict IS_BOB = new Verdict.Valid(Address.parse(BOB));
    private static final SaslPeer PEER =
            new SaslPeer(InetAddress.ofLiteral("192.0.2.1"), Map.of(), Set.of());

    private final Instant now = Instant.now();
    private TestIssuer issuer;
    private OidcTokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
        tokens = new OidcTokens(issuer.settings(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        tokens.close();
        issuer.close();
    }

    @Test
    void aTokenOfTheIssuerForUsIsTaken() throws Exception {
        assertThat(tokens.check(issuer.signed(good().build()))).isEqualTo(IS_BOB);
        assertThat(tokens.check(issuer.signed(good().claim("email_verified", null).build())))
                .isEqualTo(IS_BOB);
        assertThat(issuer.keyFetches).hasValue(1);
    }

    @Test
    void whatIsNotForUsOrNotInForceIsRefused() throws Exception {
        refused(issuer.signed(good().issuer("https://else.example").build()));
        refused(issuer.signed(good().audience("another-service").build()));
        refused(issuer.signed(good().audience((String) null).build()));
        refused(issuer.signed(good().expirationTime(at(-120)).build()));
        refused(issuer.signed(good().expirationTime(null).build()));
        refused(issuer.signed(good().notBeforeTime(at(120)).build()));
        refused(issuer.signed(good().claim("email", null).build()));
        refused(issuer.signed(good().claim("email", "no address").build()));
        refused(issuer.signed(good().claim("email", 7).build()));
        refused(issuer.signed(good().claim("email_verified", false).build()));
    }

    @Test
    void whatTheIssuerDidNotSignIsRefused() throws Exception {
        JWTClaimsSet claims = good().build();
        refused(issuer.forged(claims));
        refused(issuer.signedWithPublicKey(claims));
        refused(new PlainJWT(claims).serialize());
        String token = issuer.signed(claims);
        refused(token.substring(0, token.length() - 8) + "AAAAAAAA");
        for (String garbage :
                new String[] {"", ".", "..", "a.b.c", "\u0000\u0000", "e30.e30.e30"}) {
            refused(garbage);
        }
    }

    @Test
    void aNewKeyIsFetchedWhenItIsFirstSeenButNotForEveryGuess() throws Exception {
        JWTClaimsSet claims = good().build();
        assertThat(tokens.check(issuer.signed(claims))).isEqualTo(IS_BOB);
        issuer.rotate();
        assertThat(tokens.check(issuer.signedWithEc(claims))).isEqualTo(IS_BOB);
        for (int i = 0; i < 20; i++) {
            refused(unknownKey(claims, i));
        }
        assertThat(issuer.keyFetches).hasValueLessThanOrEqualTo(3);
        assertThat(tokens.check(issuer.signed(claims))).isEqualTo(IS_BOB);
    }

    private static String unknownKey(JWTClaimsSet claims, int number) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("unknown" + number).generate();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    @Test
    void whileTheIssuerIsAwayNobodyIsRefused() throws Exception {
        issuer.status = 503;
        for (int i = 0; i < 5; i++) {
            assertThat(tokens.check(issuer.signed(good().build())))
                    .isInstanceOf(Verdict.Unavailable.class);
        }
    }

    @Test
    void keysThatWereFetchedOutliveAnOutage() throws Exception {
        assertThat(tokens.check(issuer.signed(good().build()))).isEqualTo(IS_BOB);
        issuer.close();
        assertThat(tokens.check(issuer.signed(good().build()))).isEqualTo(IS_BOB);
    }

    @Test
    void aDiscoveryDocumentMustBeTheIssuersOwnAndOfBoundedSize() throws Exception {
        String token = issuer.signed(good().build());
        issuer.keysUri = "http://keys.example/keys";
        assertThat(tokens.check(token)).isInstanceOf(Verdict.Unavailable.class);
        issuer.keysUri = issuer.name + "/keys";
        issuer.padding = ",\"x\":\"" + "x".repeat(300_000) + "\"";
        assertThat(tokens.check(token)).isInstanceOf(Verdict.Unavailable.class);
        issuer.padding = "";
        try (OidcTokens other = new OidcTokens(issuer.settings(), InstantSource.system())) {
            issuer.name = "http://127.0.0.1:1/other";
            assertThat(other.check(token)).isInstanceOf(Verdict.Unavailable.class);
        }
        assertThat(issuer.keyFetches).hasValue(0);
    }

    @Test
    void bothMechanismsCarryAToken() throws Exception {
        DirectoryLogin login = login();
        assertThat(login.sasl().mechanisms(PEER)).contains("OAUTHBEARER", "XOAUTH2");
        String token = issuer.signed(good().build());
        Outcome accepted = new Outcome.Accepted(new OneAccount("x").bob);
        for (String header : new String[] {"n,,", "n,a=" + BOB + ",", "y,a=BOB@example.org,"}) {
            assertThat(
                            say(
                                    login,
                                    "OAUTHBEARER",
                                    header + "^host=x^port=143^auth=Bearer " + token + "^^"))
                    .isEqualTo(new Step.Done(accepted));
        }
        assertThat(say(login, "XOAUTH2", "user=" + BOB + "^auth=bearer " + token + "^^"))
                .isEqualTo(new Step.Done(accepted));
    }

    @Test
    void aRefusedTokenIsToldWithTheWayToAnother() throws Exception {
        DirectoryLogin login = login();
        SaslExchange exchange = login.sasl().begin("OAUTHBEARER", PEER).orElseThrow();
        Step error = exchange.respond("n,,\u0001auth=Bearer bad\u0001\u0001".getBytes(US_ASCII));
        assertThat(new String(((Step.Challenge) error).data(), UTF_8))
                .isEqualTo(
                        "{\"status\":\"invalid_token\",\"openid-configuration\":\"%s/.well-known/openid-configuration\"}"
                                .formatted(issuer.name));
        assertThat(exchange.respond(new byte[] {1}))
                .isEqualTo(new Step.Done(new Outcome.Refused()));
        SaslExchange other = login.sasl().begin("XOAUTH2", PEER).orElseThrow();
        String token = issuer.signed(good().build());
        String eve = "user=eve@example.org\u0001auth=Bearer " + token + "\u0001\u0001";
        error = other.respond(eve.getBytes(US_ASCII));
        assertThat(new String(((Step.Challenge) error).data(), UTF_8))
                .contains("\"status\":\"401\"");
        assertThat(other.respond(new byte[0])).isEqualTo(new Step.Done(new Outcome.Refused()));
    }

    @Test
    void badTokensAreThrottledAndGoodOnesAreNot() throws Exception {
        DirectoryLogin login = login();
        for (int i = 0; i < 5; i++) {
            assertThat(say(login, "XOAUTH2", "user=" + BOB + "^auth=Bearer bad^^"))
                    .isInstanceOf(Step.Challenge.class);
        }
        assertThat(say(login, "XOAUTH2", "user=" + BOB + "^auth=Bearer bad^^"))
                .isInstanceOfSatisfying(
                        Step.Done.class,
                        done -> assertThat(done.outcome()).isInstanceOf(Outcome.Throttled.class));
        assertThat(login.password(BOB, "right", PEER.remote()))
                .isInstanceOf(Outcome.Throttled.class);
        String good = "user=" + BOB + "^auth=Bearer " + issuer.signed(good().build()) + "^^";
        assertThat(say(login, "XOAUTH2", good))
                .isEqualTo(new Step.Done(new Outcome.Accepted(new OneAccount("x").bob)));
        assertThat(login.password(BOB, "right", PEER.remote()))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aTokenOfSomebodyWithoutAnAccountIsRefused() throws Exception {
        String token = issuer.signed(TestIssuer.claims(issuer, "eve@example.org", now).build());
        assertThat(say(login(), "OAUTHBEARER", "n,,^auth=Bearer " + token + "^^"))
                .isInstanceOf(Step.Challenge.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "^",
                "^^^",
                "n,,^auth=Bearer x^",
                "n,,^auth=Bearer ^^",
                "n,,^auth=Basic x^^",
                "n,,^auth=Bearer x^auth=Bearer y^^",
                "p=tls-exporter,,^auth=Bearer x^^",
                "n,b=x,^auth=Bearer x^^",
                "n,^auth=Bearer x^^",
                "user=b^auth=Bearer x^^"
            })
    void aBadMessageIsToldAsSuch(String message) throws Exception {
        assertThat(say(login(), "OAUTHBEARER", message)).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void settingsSayWhatIsMissing() {
        assertThatThrownBy(() -> settings("http://login.example.org", "mail"))
                .hasMessageStartingWith("issuer must be an https:// URL");
        assertThatThrownBy(() -> settings("https://login.example.org/?x", "mail"))
                .hasMessageStartingWith("issuer");
        assertThatThrownBy(() ->
                        new OidcSettings(
                                Optional.of("https://x.example"), Optional.empty(), "email"))
                .hasMessageStartingWith("audience");
        assertThat(settings("https://login.example.org/", "mail").issuer()).isPresent();
        try (OidcTokens slash =
                new OidcTokens(settings("https://x.example/", "m"), InstantSource.system())) {
            assertThat(slash.discovery())
                    .hasToString("https://x.example/.well-known/openid-configuration");
        }
    }

    private static OidcSettings settings(String issuer, String audience) {
        return new OidcSettings(Optional.of(issuer), Optional.of(audience), "email");
    }

    private DirectoryLogin login() {
        OneAccount bob = new OneAccount("right");
        return new DirectoryLogin(
                bob, bob, Optional.of(tokens), InstantSource.system(), new SecureRandom());
    }

    private static Step say(DirectoryLogin login, String mechanism, String message) {
        return login.sasl()
                .begin(mechanism, PEER)
                .orElseThrow()
                .respond(message.replace('^', '\u0001').getBytes(UTF_8));
    }

    private JWTClaimsSet.Builder good() {
        return TestIssuer.claims(issuer, BOB, now);
    }

    private Date at(long seconds) {
        return Date.from(now.plusSeconds(seconds));
    }

    private void refused(String token) {
        assertThat(tokens.check(token)).isInstanceOf(Verdict.Invalid.class);
    }
}
