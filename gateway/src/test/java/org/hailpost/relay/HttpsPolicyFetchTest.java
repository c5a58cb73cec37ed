package org.hailpost.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Policies over real HTTPS. */
class HttpsPolicyFetchTest {
    private final TestCertificates certificates = new TestCertificates();

    HttpsPolicyFetchTest() throws Exception {}

    private Optional<String> fetch(
            TestCertificates.Server web, int status, String type, String body, boolean allowed)
            throws Exception {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(web.context()));
        server.createContext(
                "/.well-known/mta-sts.txt",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        server.start();
        int port = server.getAddress().getPort();
        try (var fetch =
                new HttpsPolicyFetch(
                        certificates.trusting(),
                        _ -> allowed,
                        _ ->
                                URI.create(
                                        "https://127.0.0.1:"
                                                + port
                                                + "/.well-known/mta-sts.txt"))) {
            return fetch.fetch("far.example");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void policyComesFromAServerWhoseCertificateIsRight() throws Exception {
        var right = certificates.server("127.0.0.1");
        assertThat(fetch(right, 200, "text/plain; charset=utf-8", "version: STSv1", true))
                .contains("version: STSv1");
        var wrong = certificates.server("127.0.0.2");
        assertThat(fetch(wrong, 200, "text/plain", "version: STSv1", true)).isEmpty();
        var untrusted = new TestCertificates().server("127.0.0.1");
        assertThat(fetch(untrusted, 200, "text/plain", "version: STSv1", true)).isEmpty();
    }

    @Test
    void nothingElseIsTakenForAPolicy() throws Exception {
        var web = certificates.server("127.0.0.1");
        assertThat(fetch(web, 301, "text/plain", "version: STSv1", true)).isEmpty();
        assertThat(fetch(web, 404, "text/plain", "version: STSv1", true)).isEmpty();
        assertThat(fetch(web, 200, "text/html", "version: STSv1", true)).isEmpty();
        assertThat(fetch(web, 200, "text/plain", "x".repeat(1 << 20), true)).isEmpty();
        assertThat(fetch(web, 200, "text/plain", "version: STSv1", false)).isEmpty();
    }
}
