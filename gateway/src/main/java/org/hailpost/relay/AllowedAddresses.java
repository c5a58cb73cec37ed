package org.hailpost.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the DNS of strangers may lead us: not to this host and not into networks that are not the
 * Internet's, unless they are allowed. Otherwise an MX record would make us speak to whatever
 * listens there.
 */
final class AllowedAddresses {
    /** IANA's special-purpose registries (RFC 6890): what is not globally reachable. */
    private static final List<Network> CLOSED =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "224.0.0.0/3", // multicast, reserved, broadcast
                            "::/96", // unspecified, loopback, IPv4-compatible
                            "::ffff:0:0:0/96",
                            "fc00::/7",
                            "fe80::/9", // link-local, and site-local of old
                            "ff00::/8")
                    .map(Network::parse)
                    .toList();

    /** IPv6 prefixes behind which an IPv4 address stands: NAT64 (RFC 6052, RFC 8215). */
    private static final List<Network> TRANSLATED =
            Stream.of("64:ff9b::/96", "64:ff9b:1::/48").map(Network::parse).toList();

    /** 6to4 (RFC 3056): the IPv4 address comes right after it. */
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

    private final List<Network> opened;

    /**
     * @param opened networks as in the configuration
     */
    AllowedAddresses(List<String> opened) {
        this.opened = opened.stream().map(Network::parse).toList();
    }

    boolean allows(InetAddress address) {
        return opened.stream().anyMatch(network -> network.contains(address))
                || (CLOSED.stream().noneMatch(network -> network.contains(address))
                        && embedded(address).allMatch(this::allows));
    }

    private static Stream<InetAddress> embedded(InetAddress address) {
        byte[] octets = address.getAddress();
        if (TRANSLATED.stream().anyMatch(network -> network.contains(address))) {
            return Stream.of(v4(octets, 12));
        }
        return SIX_TO_FOUR.contains(address) ? Stream.of(v4(octets, 2)) : Stream.empty();
    }

    private static InetAddress v4(byte[] octets, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }
}
