package org.hailpost.bridge.socket;

import java.time.Duration;
import java.util.Set;

/**
 * The listener's limits.
 *
 * @param host the address to listen on
 * @param port 0 lets the system choose
 * @param allowedOrigins origins besides the gateway's own whose web pages may connect, such as
 *     {@code https://chat.example.org}
 * @param connections the most connections at a time
 * @param connectionsPerAddress the most from one address
 * @param requestDeadline how long an HTTP request may take to come in, and a connection to send its
 *     next one
 */
public record SocketSettings(
        String host,
        int port,
        Set<String> allowedOrigins,
        int connections,
        int connectionsPerAddress,
        Duration requestDeadline) {
    public SocketSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    public static SocketSettings defaults(String host, int port) {
        return new SocketSettings(host, port, Set.of(), 50_000, 500, Duration.ofSeconds(15));
    }

    public SocketSettings withConnections(int total, int perAddress) {
        return new SocketSettings(host, port, allowedOrigins, total, perAddress, requestDeadline);
    }

    public SocketSettings withOrigins(Set<String> origins) {
        return new SocketSettings(
                host, port, origins, connections, connectionsPerAddress, requestDeadline);
    }

    public SocketSettings withRequestDeadline(Duration deadline) {
        return new SocketSettings(
                host, port, allowedOrigins, connections, connectionsPerAddress, deadline);
    }
}
