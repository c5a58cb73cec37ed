package org.hailpost.relay;

import java.time.Duration;

/**
 * What another host may take, in bytes, numbers and time.
 *
 * @param connectTimeout for a TCP connection
 * @param greetingTimeout for the whole greeting (RFC 5321 §4.5.3.2.1: 5 min)
 * @param handshakeTimeout for a TLS handshake
 * @param commandTimeout for the whole reply to EHLO, MAIL or RCPT (RFC 5321 §4.5.3.2.2: 5 min)
 * @param dataTimeout for the reply to DATA (RFC 5321 §4.5.3.2.4: 2 min)
 * @param blockTimeout for one block of content to be taken (RFC 5321 §4.5.3.2.5: 3 min)
 * @param finalTimeout for the reply to the content (RFC 5321 §4.5.3.2.6: 10 min)
 * @param attemptTimeout for all hosts and everything together
 * @param maxReplyLineBytes of one line; RFC 5321 §4.5.3.1.5 allows 512
 * @param maxReplyLines of one reply
 * @param maxHosts mail exchangers tried in one attempt
 * @param maxAddresses addresses tried in one attempt
 * @param mailsPerConnection then it is closed
 * @param idleTimeout how long a connection waits for the next mail; 0 closes it at once
 * @param maxIdlePerHost connections that wait for the next mail to one host
 * @param maxIdle of them altogether
 */
public record RelayLimits(
        Duration connectTimeout,
        Duration greetingTimeout,
        Duration handshakeTimeout,
        Duration commandTimeout,
        Duration dataTimeout,
        Duration blockTimeout,
        Duration finalTimeout,
        Duration attemptTimeout,
        int maxReplyLineBytes,
        int maxReplyLines,
        int maxHosts,
        int maxAddresses,
        int mailsPerConnection,
        Duration idleTimeout,
        int maxIdlePerHost,
        int maxIdle) {
    public static final RelayLimits DEFAULTS =
            new RelayLimits(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    2048,
                    100,
                    5,
                    10,
                    100,
                    Duration.ofSeconds(5),
                    20,
                    500);

    public RelayLimits {
        positive("connectTimeout", connectTimeout);
        positive("greetingTimeout", greetingTimeout);
        positive("handshakeTimeout", handshakeTimeout);
        positive("commandTimeout", commandTimeout);
        positive("dataTimeout", dataTimeout);
        positive("blockTimeout", blockTimeout);
        positive("finalTimeout", finalTimeout);
        positive("attemptTimeout", attemptTimeout);
        between("maxReplyLineBytes", maxReplyLineBytes, 512, 65_536);
        between("maxReplyLines", maxReplyLines, 10, 10_000);
        between("maxHosts", maxHosts, 1, 100);
        between("maxAddresses", maxAddresses, 2, 100); // RFC 5321 §5.1: at least two
        between("mailsPerConnection", mailsPerConnection, 1, 100_000);
        if (idleTimeout.isNegative() || idleTimeout.compareTo(Duration.ofMinutes(4)) > 0) {
            // RFC 5321 §4.5.3.2.7: the other side may hang up after 5 minutes.
            throw new IllegalArgumentException("idleTimeout must be at least 0 and at most 4 min");
        }
        between("maxIdlePerHost", maxIdlePerHost, 0, 1000);
        between("maxIdle", maxIdle, 0, 10_000);
    }

    /** The same, but for an attempt that somebody waits for. */
    RelayLimits within(Duration attempt) {
        return new RelayLimits(
                connectTimeout,
                greetingTimeout,
                handshakeTimeout,
                commandTimeout,
                dataTimeout,
                blockTimeout,
                finalTimeout,
                attempt,
                maxReplyLineBytes,
                maxReplyLines,
                maxHosts,
                maxAddresses,
                mailsPerConnection,
                idleTimeout,
                maxIdlePerHost,
                maxIdle);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " must be at least " + least + " and at most " + most);
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 24 h");
        }
    }
}
