package org.hailpost.imap;

import java.time.Duration;

/**
 * What a client of the IMAP server may take, in numbers, bytes and time.
 *
 * @param maxConnections connections at once
 * @param maxConnectionsPerAddress of them from one address
 * @param maxConnectionsPerAccount sessions of one account
 * @param maxMessageBytes octets of an APPEND
 * @param maxCommandBytes octets of any other command after login, literals included; before login
 *     it is 8 KiB
 * @param loginTimeout from connect to login
 * @param idleTimeout without a command (RFC 9051 §5.4: at least 30 minutes)
 * @param stillHereInterval between signs of life in IDLE, for the sake of NATs
 * @param progressInterval between signs of life of a command that takes long (RFC 9585 §4: 10 to 15
 *     seconds)
 * @param writeTimeout for a client that does not read
 */
public record ImapLimits(
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxConnectionsPerAccount,
        long maxMessageBytes,
        int maxCommandBytes,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration stillHereInterval,
        Duration progressInterval,
        Duration writeTimeout) {
    static final int MAX_COMMAND_BEFORE_LOGIN = 8 * 1024;

    /** RFC 7888 §5: what LITERAL- lets a client send without waiting. */
    static final int MAX_LITERAL_MINUS = 4096;

    public static final ImapLimits DEFAULTS =
            new ImapLimits(
                    20_000,
                    50,
                    100,
                    50L * 1024 * 1024,
                    256 * 1024,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1));

    /** The same where all come from one address, as in a demo. */
    public ImapLimits fromOneAddress() {
        return new ImapLimits(
                maxConnections,
                maxConnections,
                maxConnectionsPerAccount,
                maxMessageBytes,
                maxCommandBytes,
                loginTimeout,
                idleTimeout,
                stillHereInterval,
                progressInterval,
                writeTimeout);
    }

    public ImapLimits {
        require(maxConnections > 0, "max-connections", "must be positive");
        require(maxConnectionsPerAddress > 0, "max-connections-per-address", "must be positive");
        require(maxConnectionsPerAccount > 0, "max-connections-per-account", "must be positive");
        require(
                maxMessageBytes >= 1024 && maxMessageBytes <= Integer.MAX_VALUE,
                "max-message-bytes",
                "must be 1 KiB to 2 GiB");
        require(
                maxCommandBytes >= MAX_COMMAND_BEFORE_LOGIN && maxCommandBytes <= 16 * 1024 * 1024,
                "max-command-bytes",
                "must be 8 KiB to 16 MiB");
        require(loginTimeout.isPositive(), "login-timeout", "must be positive");
        require(idleTimeout.isPositive(), "idle-timeout", "must be positive");
        require(stillHereInterval.isPositive(), "still-here-interval", "must be positive");
        require(progressInterval.isPositive(), "progress-interval", "must be positive");
        require(writeTimeout.isPositive(), "write-timeout", "must be positive");
    }

    private static void require(boolean valid, String key, String what) {
        if (!valid) {
            throw new IllegalArgumentException(key + " " + what);
        }
    }
}
