package org.hailpost.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect issuer on loopback: its discovery document, its keys, and tokens. */
public final class TestIssuer implements AutoCloseable {
    private final HttpServer http;
    private final RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    private final ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    private volatile JWKSet published = new JWKSet(rsa.toPublicJWK());
    volatile String name;
    volatile String keysUri;
    volatile int status = 200;
    volatile String padding = "";
    final AtomicInteger keyFetches = new AtomicInteger();

    public TestIssuer() throws IOException, JOSEException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        name = "http://127.0.0.1:" + http.getAddress().getPort() + "/realm";
        keysUri = name + "/keys";
        http.createContext(
                "/realm/.well-known/openid-configuration",
                exchange ->
                        answer(
                                exchange,
                                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"%s}"
                                        .formatted(name, keysUri, padding)));
        http.createContext(
                "/realm/keys",
                exchange -> {
                    keyFetches.incrementAndGet();
                    answer(exchange, published.toString());
                });
        http.start();
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    public OidcSettings settings() {
        return new OidcSettings(Optional.of(name), Optional.of("mail"), "email");
    }

    /** Claims that are good for the address. */
    static JWTClaimsSet.Builder claims(TestIssuer issuer, String address, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name)
                .audience("mail")
                .subject("4711")
                .claim("email", address)
                .claim("email_verified", true)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    /** A token that is good for the address. */
    public String token(String address) throws JOSEException {
        return signed(claims(this, address, Instant.now()).build());
    }

    String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, rsa, new RSASSASigner(rsa), claims, "at+jwt");
    }

    String signedWithEc(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.ES256, ec, new ECDSASigner(ec), claims, null);
    }

    /** With the public key as an HMAC's, which whoever can read it could make. */
    String signedWithPublicKey(JWTClaimsSet claims) throws JOSEException {
        byte[] key = rsa.toRSAPublicKey().getEncoded();
        return signed(JWSAlgorithm.HS256, rsa, new MACSigner(key), claims, null);
    }

    /** With a key of the same id that is not the issuer's. */
    String forged(JWTClaimsSet claims) throws JOSEException {
        RSAKey other = new RSAKeyGenerator(2048).keyID("rsa").generate();
        return signed(JWSAlgorithm.RS256, other, new RSASSASigner(other), claims, null);
    }

    private static String signed(
            JWSAlgorithm algorithm,
            JWK key,
            JWSSigner signer,
            JWTClaimsSet claims,
            @Nullable String type)
            throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
        SignedJWT token =
                new SignedJWT(
                        type == null
                                ? header.build()
                                : header.type(new JOSEObjectType(type)).build(),
                        claims);
        token.sign(signer);
        return token.serialize();
    }

    /** From now on the EC key is published, too. */
    void rotate() {
        published = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK()));
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
