package org.hailpost.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * What one SMTP listener is told.
 *
 * @param bindAddress an IP address; {@code 0.0.0.0} or {@code ::} is every one
 * @param port 0 takes a free one
 * @param hostname what the greeting, EHLO and Received say; the name the MX record points at
 * @param maxMessageBytes announced as SIZE, enforced at MAIL and in DATA
 * @param spillBytes messages above this are spooled to disk while they come in
 * @param maxRecipients per message; at least 100 (RFC 5321 §4.5.3.1.8)
 * @param maxCommandLineBytes with CRLF; at least 512 (RFC 5321 §4.5.3.1.4)
 * @param maxTextLineBytes a line of DATA above this refuses the message
 * @param bareLineEndings what becomes of CR or LF on its own in DATA
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
 * @param proxyPeers addresses or networks ({@code 10.0.0.0/8}) whose connections begin with a PROXY
 *     protocol header; empty: none
 * @param clearLoginOnLoopback whether AUTH is offered without TLS to a client on this host
 */
public record SmtpSettings(
        String bindAddress,
        int port,
        String hostname,
        long maxMessageBytes,
        long spillBytes,
        int maxRecipients,
        int maxCommandLineBytes,
        int maxTextLineBytes,
        BareLineEndings bareLineEndings,
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
        Duration writeTimeout,
        List<String> proxyPeers,
        boolean clearLoginOnLoopback) {
    /** CR or LF on its own in DATA. */
    public enum BareLineEndings {
        /** 550 5.6.11: what other hosts may take for the end of a message is not passed on. */
        REFUSE,
        /** Each becomes CRLF; it still never ends the message. */
        NORMALISE
    }

    /** The MX listener. */
    public static final SmtpSettings MX =
            new SmtpSettings(
                    "0.0.0.0",
                    25,
                    "localhost",
                    50L << 20,
                    1L << 20,
                    100,
                    4096,
                    1 << 20,
                    BareLineEndings.REFUSE,
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
                    Duration.ofMinutes(1),
                    List.of(),
                    false);

    /** The submission listener (RFC 6409). */
    public static final SmtpSettings SUBMISSION = MX.withPort(587);

    public SmtpSettings {
        proxyPeers = List.copyOf(proxyPeers);
        AddressRange.parse(bindAddress, "bindAddress");
        atLeast("port", port, 0);
        if (port > 65535) {
            throw new IllegalArgumentException("port must be between 0 (any free one) and 65535");
        }
        checkHostname(hostname);
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
        for (String peer : proxyPeers) {
            AddressRange.parse(peer, "proxyPeers");
        }
    }

    /** The same on another port. */
    public SmtpSettings withPort(int other) {
        return new SmtpSettings(
                bindAddress,
                other,
                hostname,
                maxMessageBytes,
                spillBytes,
                maxRecipients,
                maxCommandLineBytes,
                maxTextLineBytes,
                bareLineEndings,
                maxErrors,
                maxCommands,
                maxLoginFailures,
                maxConnections,
                maxConnectionsPerAddress,
                backlog,
                handshakeTimeout,
                commandTimeout,
                dataTimeout,
                transactionTimeout,
                writeTimeout,
                proxyPeers,
                clearLoginOnLoopback);
    }

    private static void checkHostname(String hostname) {
        try {
            Address probe = new Address("postmaster", hostname);
            if (!probe.needsUtf8() && hostname.equals(hostname.toLowerCase(Locale.ROOT))) {
                return;
            }
        } catch (AddressSyntaxException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "hostname must be a host name in lower-case letters, digits, dots and hyphens,"
                        + " such as mx.example.org");
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
