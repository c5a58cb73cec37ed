package org.hailpost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {
    @TempDir Path directory;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @Test
    void aCertificateIsMadeOnceAndKept() throws Exception {
        X509Certificate first = served(selfSigned("mx.example.org"));
        X509Certificate again = served(selfSigned("mx.example.org"));

        assertThat(again).isEqualTo(first);
        assertThat(first.getSubjectX500Principal().getName()).isEqualTo("CN=mx.example.org");
        assertThat(first.getSubjectAlternativeNames().toString()).contains("mx.example.org");
        assertThat(first.getPublicKey().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void theKeyIsReadableByItsOwnerAlone() throws Exception {
        selfSigned("mx.example.org");

        assertThat(Files.getPosixFilePermissions(directory.resolve("self-signed.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aSelfSignedCertificateIsRenewedBeforeItEndsAndForANewName() throws Exception {
        X509Certificate first = served(selfSigned("mx.example.org"));
        now = now.plus(Duration.ofDays(800));
        X509Certificate renewed = served(selfSigned("mx.example.org"));

        assertThat(renewed).isNotEqualTo(first);
        assertThat(served(selfSigned("other.example.org"))).isNotEqualTo(renewed);
    }

    @Test
    void aReplacedCertificateIsTakenUpWithinASecond() throws Exception {
        TlsContexts contexts = fromFiles("one.example.org");
        X509Certificate first = served(contexts);
        replaceWith("two.example.org", true, true);

        assertThat(served(contexts)).isEqualTo(first);
        now = now.plusSeconds(1);
        assertThat(served(contexts).getSubjectX500Principal().getName())
                .isEqualTo("CN=two.example.org");
    }

    @Test
    void aPairThatDoesNotFitLeavesTheOldOneUntilItFits() throws Exception {
        TlsContexts contexts = fromFiles("one.example.org");
        X509Certificate first = served(contexts);

        replaceWith("two.example.org", true, false);
        now = now.plusSeconds(2);
        assertThat(served(contexts)).isEqualTo(first);

        replaceWith("two.example.org", false, true);
        now = now.plusSeconds(2);
        assertThat(served(contexts)).isNotEqualTo(first);
    }

    @Test
    void aBrokenOrMissingFileLeavesTheOldOne() throws Exception {
        TlsContexts contexts = fromFiles("one.example.org");
        SSLContext first = contexts.current();

        Files.writeString(directory.resolve("server.crt"), "no certificate");
        now = now.plusSeconds(2);
        assertThat(contexts.current()).isSameAs(first);

        Files.delete(directory.resolve("server.crt"));
        now = now.plusSeconds(2);
        assertThat(contexts.current()).isSameAs(first);
    }

    @Test
    void aFileThatCannotBeUsedAtStartIsNamed() throws Exception {
        Path nothing = Files.writeString(directory.resolve("nothing.pem"), "");
        TlsSettings settings = new TlsSettings(Optional.of(nothing), Optional.of(nothing));

        assertThatThrownBy(() -> new TlsContexts(settings, directory, "mx.example.org", clock))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("nothing.pem holds no PEM certificate");
    }

    @Test
    void aCertificateWithoutItsKeyIsNoSetting() {
        assertThatThrownBy(() -> new TlsSettings(Optional.of(directory), Optional.empty()))
                .hasMessageStartingWith("key:");
    }

    @Test
    void onlyCurrentProtocolsAreSpoken() throws Exception {
        assertThat(selfSigned("mx.example.org").engine().getEnabledProtocols())
                .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    }

    private TlsContexts selfSigned(String hostname) throws TlsException {
        return new TlsContexts(TlsSettings.SELF_SIGNED, directory, hostname, clock);
    }

    private TlsContexts fromFiles(String hostname) throws Exception {
        replaceWith(hostname, true, true);
        return new TlsContexts(
                new TlsSettings(
                        Optional.of(directory.resolve("server.crt")),
                        Optional.of(directory.resolve("server.key"))),
                directory,
                "unused.example.org",
                clock);
    }

    private void replaceWith(String hostname, boolean certificate, boolean key) throws Exception {
        PemFiles made = SelfSigned.in(directory.resolve(hostname), hostname, now);
        if (certificate) {
            Files.copy(
                    made.certificate(),
                    directory.resolve("server.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (key) {
            Files.copy(
                    made.key(),
                    directory.resolve("server.key"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The certificate a client is shown. */
    private static X509Certificate served(TlsContexts contexts) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Callable<Void> server =
                    () -> {
                        try (SSLSocket tls = contexts.over(listener.accept())) {
                            tls.startHandshake();
                            tls.getOutputStream().write(1);
                        }
                        return null;
                    };
            FutureTask<Void> serving = new FutureTask<>(server);
            Thread.ofVirtual().start(serving);
            try (Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    SSLSocket client =
                            (SSLSocket)
                                    trustAll()
                                            .getSocketFactory()
                                            .createSocket(plain, "mx", 25, true)) {
                client.startHandshake();
                assertThat(client.getInputStream().read()).isEqualTo(1);
                X509Certificate shown =
                        (X509Certificate) client.getSession().getPeerCertificates()[0];
                serving.get();
                return shown;
            }
        }
    }

    private static SSLContext trustAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
