package org.hailpost.relay;

import java.util.Optional;
import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Protocol;

/**
 * A host and how to speak to it. Connections of equal targets can serve one another's mails.
 *
 * @param implicitTls TLS from the first octet (RFC 8314)
 */
record Target(
        Protocol protocol,
        String host,
        int port,
        Security security,
        boolean implicitTls,
        Optional<Credentials> login) {}
