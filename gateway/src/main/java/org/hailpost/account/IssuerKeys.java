package org.hailpost.account;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an issuer's keys: its discovery document (OpenID Connect Discovery 1.0 §4) says where
 * they are. Both within a deadline and a size; no redirects are followed. Thread-safe.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int MAX_OCTETS = 256 * 1024;

    private final String issuer;
    private final URI discovery;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(DEADLINE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private volatile boolean failing = true;

    IssuerKeys(String issuer) {
        this.issuer = issuer;
        this.discovery =
                URI.create(
                        (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                                + "/.well-known/openid-configuration");
    }

    URI discovery() {
        return discovery;
    }

    /** Whether the last try has brought no keys. */
    boolean failing() {
        return failing;
    }

    @Override
    public JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        failing = true;
        try {
            JWKSet keys = JWKSet.parse(get(keysUri()));
            failing = false;
            return keys;
        } catch (IOException | ParseException e) {
            throw new JWKSetRetrievalException("keys of " + issuer + ": " + e.getMessage(), e);
        }
    }

    private URI keysUri() throws IOException, ParseException {
        Map<String, Object> document = JSONObjectUtils.parse(get(discovery));
        // §4.3: or somebody could pass tokens of another issuer off as this one's.
        if (!issuer.equals(JSONObjectUtils.getString(document, "issuer"))) {
            throw new IOException(discovery + " is not about this issuer");
        }
        URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
        if (keys == null || !OidcSettings.protectedOrLocal(keys)) {
            throw new IOException(discovery + " has no jwks_uri with https");
        }
        return keys;
    }

    private String get(URI uri) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(DEADLINE)
                        .header("Accept", "application/json")
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_OCTETS));
        try {
            // The request's own time-out ends with the header.
            HttpResponse<byte[]> response = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answers " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(uri + " cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
