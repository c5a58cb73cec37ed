package org.hailpost.relay;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** The client's side of TLS. Thread-safe. */
final class TlsClient {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext anybody;
    private final SSLContext trusted;

    /**
     * @param trusted with the authorities whose signature counts
     */
    TlsClient(SSLContext trusted) {
        this.trusted = trusted;
        this.anybody = context(new AnyCertificate());
    }

    /**
     * Shakes hands over a connected socket.
     *
     * @throws IOException if it fails or whoever answers is not who it should be
     */
    SSLSocket over(Socket connected, Target target) throws IOException {
        String host = target.host();
        SSLSocket socket =
                (SSLSocket)
                        context(target.security())
                                .getSocketFactory()
                                .createSocket(connected, host, target.port(), false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        if (isHostName(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host))); // RFC 7672 §8.1
        }
        if (target.security() instanceof Security.Verified) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLContext context(Security security) {
        return switch (security) {
            case Security.Verified _ -> trusted;
            case Security.Dane dane -> context(new DaneCertificate(dane));
            case Security.Clear _, Security.Opportunistic _, Security.Encrypted _ -> anybody;
        };
    }

    private static SSLContext context(TrustManager who) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {who}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK speaks TLS", e);
        }
    }

    /** RFC 6066 §3: no address, no trailing dot. */
    private static boolean isHostName(String host) {
        try {
            var _ = new SNIHostName(host);
            return host.indexOf(':') < 0 && !host.endsWith(".") && !isDottedQuad(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDottedQuad(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
