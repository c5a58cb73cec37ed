package org.hailpost.bridge.socket;

import java.util.Set;

/**
 * Where the listener listens, and for whom.
 *
 * @param port 0 lets the system choose
 * @param allowedOrigins origins besides the gateway's own whose web pages may connect, such as
 *     {@code https://chat.example.org}
 */
public record SocketSettings(
        String bindAddress, int port, Set<String> allowedOrigins, SocketLimits limits) {
    public SocketSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 (any free one) and 65535");
        }
    }

    public static SocketSettings defaults(String bindAddress, int port) {
        return new SocketSettings(bindAddress, port, Set.of(), SocketLimits.DEFAULTS);
    }
}
