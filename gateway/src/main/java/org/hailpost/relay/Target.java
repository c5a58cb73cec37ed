package org.hailpost.relay;

import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Protocol;

import java.util.Optional;

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
