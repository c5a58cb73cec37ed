package org.hailpost.bridge.socket;

import java.time.Duration;

/**
 * What peers may take of the listener.
 *
 * @param maxConnections at a time
 * @param maxConnectionsPerAddress of them from one address
 * @param requestTimeout how long an HTTP request may take to come in, and a connection to send its
 *     next one
 */
public record SocketLimits(
        int maxConnections, int maxConnectionsPerAddress, Duration requestTimeout) {
    public static final SocketLimits DEFAULTS =
            new SocketLimits(50_000, 500, Duration.ofSeconds(15));

    /** The same where all come from one address, as in a demo. */
    public SocketLimits fromOneAddress() {
        return new SocketLimits(maxConnections, maxConnections, requestTimeout);
    }

    public SocketLimits {
        atLeastOne("maxConnections", maxConnections);
        atLeastOne("maxConnectionsPerAddress", maxConnectionsPerAddress);
        if (!requestTimeout.isPositive()) {
            throw new IllegalArgumentException("requestTimeout must be longer than nothing");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1; found " + value);
        }
    }
}
