package org.hailpost.app;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hailpost.bridge.session.SessionSettings;
import org.hailpost.bridge.socket.SocketSettings;

/**
 * {@code [bridge]}: the listener for terminals and HTTP; the keys are explained at {@link
 * SocketSettings} and {@link SessionSettings}.
 *
 * @param tls whether the listener speaks TLS, with the certificate of {@code [tls]}
 */
record BridgeSection(
        String bindAddress,
        int port,
        boolean tls,
        List<String> allowedOrigins,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration requestTimeout,
        Duration helloTimeout,
        Duration ackTimeout,
        Duration pingInterval,
        Duration lease,
        int replayLimit,
        int sendsPerMinute,
        int requestsPerSecond,
        int framesPerSecond,
        Duration drainJitter) {
    static final BridgeSection DEFAULTS =
            of(SocketSettings.defaults("0.0.0.0", 8080), SessionSettings.defaults(""));

    BridgeSection {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 (any free one) and 65535");
        }
        atLeastOne("maxConnections", maxConnections);
        atLeastOne("maxConnectionsPerAddress", maxConnectionsPerAddress);
        atLeastOne("replayLimit", replayLimit);
        atLeastOne("sendsPerMinute", sendsPerMinute);
        atLeastOne("requestsPerSecond", requestsPerSecond);
        atLeastOne("framesPerSecond", framesPerSecond);
        positive("requestTimeout", requestTimeout);
        positive("helloTimeout", helloTimeout);
        positive("ackTimeout", ackTimeout);
        positive("pingInterval", pingInterval);
        if (lease.compareTo(pingInterval) <= 0) {
            throw new IllegalArgumentException(
                    "lease must be longer than ping-interval, which renews it");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1; found " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than nothing");
        }
    }

    private static BridgeSection of(SocketSettings socket, SessionSettings session) {
        return new BridgeSection(
                socket.host(),
                socket.port(),
                false,
                List.copyOf(socket.allowedOrigins()),
                socket.connections(),
                socket.connectionsPerAddress(),
                socket.requestDeadline(),
                session.helloDeadline(),
                session.ackDeadline(),
                session.pingEvery(),
                session.lease(),
                session.replayLimit(),
                session.sendsPerMinute(),
                session.requestsPerSecond(),
                session.framesPerSecond(),
                session.byeJitter());
    }

    SocketSettings socket() {
        return new SocketSettings(
                bindAddress,
                port,
                Set.copyOf(allowedOrigins),
                maxConnections,
                maxConnectionsPerAddress,
                requestTimeout);
    }

    SessionSettings session(String node) {
        SessionSettings rest = SessionSettings.defaults(node);
        return new SessionSettings(
                node,
                helloTimeout,
                ackTimeout,
                pingInterval,
                lease,
                rest.flushEvery(),
                replayLimit,
                rest.inboxFrames(),
                rest.inboxBytes(),
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                drainJitter,
                rest.blobBytes());
    }

    BridgeSection demo(DemoPorts ports) {
        return new BridgeSection(
                Demo.HOST,
                ports.http(),
                tls,
                allowedOrigins,
                maxConnections,
                maxConnectionsPerAddress,
                requestTimeout,
                helloTimeout,
                ackTimeout,
                pingInterval,
                lease,
                replayLimit,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                drainJitter);
    }
}
