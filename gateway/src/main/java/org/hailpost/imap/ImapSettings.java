package org.hailpost.imap;

import java.time.Duration;

/**
 * How the IMAP server behaves.
 *
 * @param bindAddress address to listen on
 * @param port clear port with STARTTLS; -1 for none, 0 for any free one
 * @param tlsPort implicit TLS port; -1 for none, 0 for any free one
 * @param clearLoginOnLoopback whether LOGIN without TLS is allowed to clients on this machine
 * @param maxConnections connections at once
 * @param maxConnectionsPerAddress of them from one address
 * @param maxMessageBytes octets of an APPEND
 * @param maxCommandBytes octets of any other command after login, literals included; before login
 *     it is 8 KiB
 * @param loginTimeout from connect to login
 * @param idleTimeout without a command (RFC 9051 §5.4: at least 30 minutes)
 * @param stillHereInterval between signs of life in IDLE, for the sake of NATs
 * @param writeTimeout for a client that does not read
 */
public record ImapSettings(
        String bindAddress,
        int port,
        int tlsPort,
        boolean clearLoginOnLoopback,
        int maxConnections,
        int maxConnectionsPerAddress,
        long maxMessageBytes,
        int maxCommandBytes,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration stillHereInterval,
        Duration writeTimeout) {
    static final int MAX_COMMAND_BEFORE_LOGIN = 8 * 1024;

    public ImapSettings {
        require(!bindAddress.isBlank(), "bind-address", "must be an address");
        require(port >= -1 && port <= 65_535, "port", "must be 1 to 65535, 0 (any) or -1 (none)");
        require(
                tlsPort >= -1 && tlsPort <= 65_535,
                "tls-port",
                "must be 1 to 65535, 0 (any) or -1 (none)");
        require(maxConnections > 0, "max-connections", "must be positive");
        require(maxConnectionsPerAddress > 0, "max-connections-per-address", "must be positive");
        require(
                maxMessageBytes >= 1024 && maxMessageBytes <= Integer.MAX_VALUE,
                "max-message-bytes",
                "must be 1 KiB to 2 GiB");
        require(
                maxCommandBytes >= MAX_COMMAND_BEFORE_LOGIN && maxCommandBytes <= 16 * 1024 * 1024,
                "max-command-bytes",
                "must be 8 KiB to 16 MiB");
        require(positive(loginTimeout), "login-timeout", "must be positive");
        require(positive(idleTimeout), "idle-timeout", "must be positive");
        require(positive(stillHereInterval), "still-here-interval", "must be positive");
        require(positive(writeTimeout), "write-timeout", "must be positive");
    }

    /** What {@code conf/hailpost.toml} says when nothing is changed. */
    public static ImapSettings defaults() {
        return new ImapSettings(
                "0.0.0.0",
                143,
                993,
                false,
                20_000,
                50,
                50L * 1024 * 1024,
                256 * 1024,
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1));
    }

    private static boolean positive(Duration duration) {
        return duration.isPositive();
    }

    private static void require(boolean valid, String key, String what) {
        if (!valid) {
            throw new IllegalArgumentException(key + " " + what);
        }
    }
}
