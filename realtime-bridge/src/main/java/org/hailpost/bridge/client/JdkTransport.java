package org.hailpost.bridge.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.jspecify.annotations.Nullable;

/** WebSockets of a {@link HttpClient} that may be shared by many clients. */
final class JdkTransport implements Transport {
    private final HttpClient http;
    private final boolean owned;
    private final URI uri;
    private final Duration connectTimeout;

    JdkTransport(HttpClient http, boolean owned, URI uri, Duration connectTimeout) {
        this.http = http;
        this.owned = owned;
        this.uri = uri;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public void open(Peer peer) {
        try {
            var _ =
                    http.newWebSocketBuilder()
                            .subprotocols(ProtocolDocuments.SUBPROTOCOL)
                            .connectTimeout(connectTimeout)
                            .buildAsync(uri, new JdkChannel(peer))
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    peer.lost(0, reason(failure));
                                }
                            });
        } catch (RuntimeException e) {
            peer.lost(0, reason(e));
        }
    }

    @Override
    public void shutdown() {
        if (owned) {
            http.shutdownNow();
        }
    }

    /** The first cause that says something to a person. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return root(failure);
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static @Nullable String known(Throwable cause) {
        return switch (cause) {
            case WebSocketHandshakeException handshake ->
                    "no bridge there: HTTP status " + handshake.getResponse().statusCode();
            case UnresolvedAddressException _ -> "host name not found";
            case HttpConnectTimeoutException _ -> "no connection in time";
            case HttpTimeoutException _ -> "no answer in time";
            case SSLException tls when tls.getCause() instanceof CertificateException ->
                    "the gateway's certificate is not trusted here: " + root(tls);
            case SSLException tls -> "no TLS there: " + tls.getMessage();
            case ConnectException refused
                    when refused.getCause() instanceof ClosedChannelException ->
                    "connection refused";
            case ConnectException refused when refused.getCause() == null ->
                    refused.getMessage() == null ? "connection refused" : refused.getMessage();
            default -> null;
        };
    }
}
