package org.hailpost.relay;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets policies from the domains' web servers, whose certificates vouch for them. Thread-safe. */
final class HttpsPolicyFetch implements PolicyFetch {
    private static final Logger log = LoggerFactory.getLogger(HttpsPolicyFetch.class);

    /** RFC 8461 §3.3 suggests a minute and 64 KB; mails wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final int MAX_BYTES = 64 * 1024;

    private final HttpClient client;
    private final Predicate<String> allowed;
    private final Function<String, URI> address;

    /**
     * @param trusted with the authorities that sign certificates
     * @param allowed whether a host may be connected to
     */
    HttpsPolicyFetch(SSLContext trusted, Predicate<String> allowed) {
        this(trusted, allowed, HttpsPolicyFetch::wellKnown);
    }

    HttpsPolicyFetch(SSLContext trusted, Predicate<String> allowed, Function<String, URI> address) {
        this.allowed = allowed;
        this.address = address;
        this.client =
                HttpClient.newBuilder()
                        .sslContext(trusted)
                        .connectTimeout(TIMEOUT)
                        .followRedirects(Redirect.NEVER) // RFC 8461 §3.3
                        .build();
    }

    private static URI wellKnown(String domain) {
        return URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt");
    }

    @Override
    public Optional<String> fetch(String domain) {
        URI uri;
        try {
            uri = address.apply(domain);
        } catch (IllegalArgumentException e) {
            return failed(domain, "no name for a web server");
        }
        if (!allowed.test(uri.getHost())) {
            return failed(domain, "web server is not on the Internet");
        }
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(
                                BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
        try {
            HttpResponse<String> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                return failed(domain, "HTTP status " + response.statusCode());
            }
            return plain(response)
                    ? Optional.of(response.body())
                    : failed(domain, "not text/plain"); // RFC 8461 §3.3
        } catch (ExecutionException e) {
            return failed(domain, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return failed(domain, "took too long");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean plain(HttpResponse<String> response) {
        return response.headers()
                .firstValue("content-type")
                .map(type -> type.toLowerCase(Locale.ROOT).strip())
                .filter(type -> type.equals("text/plain") || type.startsWith("text/plain;"))
                .isPresent();
    }

    private static Optional<String> failed(String domain, String why) {
        log.info(
                "relay=no-sts-policy domain={} reason=\"{}\"",
                Printable.line(domain),
                Printable.line(why));
        return Optional.empty();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
