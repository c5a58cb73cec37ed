package org.hailpost.account;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;

/**
 * What a SASL mechanism may want to know of the client's connection.
 *
 * @param channelBindings data by unique prefix ({@code tls-exporter}), RFC 5056 §7; empty without
 *     TLS
 * @param withheld mechanisms that the protocol does not offer to this client
 */
public record SaslPeer(
        InetAddress remote, Map<String, byte[]> channelBindings, Set<String> withheld) {
    public SaslPeer {
        channelBindings = Map.copyOf(channelBindings);
        withheld = Set.copyOf(withheld);
    }
}
