package org.hailpost.smtp;

import java.time.Duration;

/**
 * What a peer of an SMTP listener may take, in bytes, numbers and time.
 *
 * @param maxMessageBytes announced as SIZE, enforced at MAIL and in DATA
 * @param spillBytes messages above this are spooled to disk while they come in
 * @param maxRecipients per message; at least 100 (RFC 5321 §4.5.3.1.8)
 * @param maxCommandLineBytes with CRLF; at least 512 (RFC 5321 §4.5.3.1.4)
 * @param maxTextLineBytes a line of DATA above this refuses the message
 * @param maxErrors permanently refused commands since the last message kept; then 421
 * @param maxCommands commands since the last message kept; then 421
 * @param maxLoginFailures per connection; then 421
 * @param maxConnections at once; one more is answered 421
 * @param maxConnectionsPerAddress at once from one IPv4 address or IPv6 /64
 * @param backlog connections that may wait in the kernel
 * @param handshakeTimeout for a PROXY header, and for a TLS handshake
 * @param commandTimeout for a whole command line after the last reply (RFC 5321 §4.5.3.2.7: 5 min)
 * @param dataTimeout for the next bytes within DATA (RFC 5321 §4.5.3.2.5: 3 min)
 * @param transactionTimeout from MAIL to the end of DATA, however steadily the bytes drip
 * @param writeTimeout for a peer that does not read our replies
 */
public record SmtpLimits(
        long maxMessageBytes,
        long spillBytes,
        int maxRecipients,
        int maxCommandLineBytes,
        int maxTextLineBytes,
        int maxErrors,
        int maxCommands,
        int maxLoginFailures,
        int maxConnections,
        int maxConnectionsPerAddress,
        int backlog,
        Duration handshakeTimeout,
        Duration commandTimeout,
        Duration dataTimeout,
        Duration transactionTimeout,
        Duration writeTimeout) {
    public static final SmtpLimits DEFAULTS =
            new SmtpLimits(
                    50L << 20,
                    1L << 20,
                    100,
                    4096,
                    1 << 20,
                    50,
                    500,
                    3,
                    5000,
                    50,
                    512,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(1));

    /** The same where all come from one address, as in a demo. */
    public SmtpLimits fromOneAddress() {
        return new SmtpLimits(
                maxMessageBytes,
                spillBytes,
                maxRecipients,
                maxCommandLineBytes,
                maxTextLineBytes,
                maxErrors,
                maxCommands,
                maxLoginFailures,
                maxConnections,
                maxConnections,
                backlog,
                handshakeTimeout,
                commandTimeout,
                dataTimeout,
                transactionTimeout,
                writeTimeout);
    }

    public SmtpLimits {
        atLeast("maxMessageBytes", maxMessageBytes, 64 * 1024); // RFC 5321 §4.5.3.1.7
        atLeast("spillBytes", spillBytes, 4096);
        if (spillBytes > 64L << 20) {
            throw new IllegalArgumentException(
                    "spillBytes must be at most 64 MiB: it is heap per session");
        }
        atLeast("maxRecipients", maxRecipients, 100);
        atLeast("maxCommandLineBytes", maxCommandLineBytes, 512);
        if (maxCommandLineBytes > 65536) {
            throw new IllegalArgumentException(
                    "maxCommandLineBytes must be at most 65536: it is heap per session");
        }
        atLeast("maxTextLineBytes", maxTextLineBytes, 1000); // RFC 5321 §4.5.3.1.6
        atLeast("maxErrors", maxErrors, 1);
        atLeast("maxCommands", maxCommands, maxRecipients + 10L);
        atLeast("maxLoginFailures", maxLoginFailures, 1);
        atLeast("maxConnections", maxConnections, 1);
        atLeast("maxConnectionsPerAddress", maxConnectionsPerAddress, 1);
        atLeast("backlog", backlog, 1);
        positive("handshakeTimeout", handshakeTimeout);
        positive("commandTimeout", commandTimeout);
        positive("dataTimeout", dataTimeout);
        positive("transactionTimeout", transactionTimeout);
        positive("writeTimeout", writeTimeout);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 24 h");
        }
    }
}
