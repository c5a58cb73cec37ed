package org.hailpost.imap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.hailpost.tls.TlsContexts;
import org.hailpost.tls.TlsSettings;

/** One self-signed certificate for all tests, and a client that trusts anything. */
final class TestTls {
    private TestTls() {}

    private static final class Holder {
        static final SSLContext SERVER = server();

        private static SSLContext server() {
            try {
                Path directory = Files.createTempDirectory("imap-tls");
                return new TlsContexts(
                                TlsSettings.SELF_SIGNED, directory, "localhost", Clock.systemUTC())
                        .current();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static SSLContext context() {
        return Holder.SERVER;
    }

    static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
