package org.hailpost.smtp;

import java.util.List;
import java.util.Locale;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * What one SMTP listener is told.
 *
 * @param bindAddress an IP address; {@code 0.0.0.0} or {@code ::} is every one
 * @param port 0 takes a free one
 * @param implicitTls whether TLS begins with the connection (RFC 8314 §3.3)
 * @param hostname what the greeting, EHLO and Received say; the name the MX record points at
 * @param bareLineEndings what becomes of CR or LF on its own in DATA
 * @param proxyPeers addresses or networks ({@code 10.0.0.0/8}) whose connections begin with a PROXY
 *     protocol header; empty: none
 * @param clearLoginOnLoopback whether AUTH is offered without TLS to a client on this host
 */
public record SmtpSettings(
        String bindAddress,
        int port,
        boolean implicitTls,
        String hostname,
        BareLineEndings bareLineEndings,
        List<String> proxyPeers,
        boolean clearLoginOnLoopback,
        SmtpLimits limits) {
    /** CR or LF on its own in DATA. */
    public enum BareLineEndings {
        /** 550 5.6.11: what other hosts may take for the end of a message is not passed on. */
        REFUSE,
        /** Each becomes CRLF; it still never ends the message. */
        NORMALISE
    }

    public SmtpSettings {
        proxyPeers = List.copyOf(proxyPeers);
        AddressRange.parse(bindAddress, "bindAddress");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 (any free one) and 65535");
        }
        checkHostname(hostname);
        for (String peer : proxyPeers) {
            AddressRange.parse(peer, "proxyPeers");
        }
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
}
