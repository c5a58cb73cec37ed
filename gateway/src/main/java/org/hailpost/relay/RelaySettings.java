package org.hailpost.relay;

import java.time.Duration;
import java.util.List;

/**
 * How mails are handed to other hosts.
 *
 * @param port at which mail exchangers listen
 * @param resolvers addresses of DNS resolvers, with a port if it is not 53 ({@code
 *     127.0.0.1:5353}); empty: the system's
 * @param resolverTimeout for one question; it is asked at most three times
 * @param validatingResolver whether DNSSEC answers that the resolvers mark as validated are
 *     believed: only for resolvers on this host
 * @param tls towards mail exchangers that ask for nothing stricter
 * @param mtaSts whether policies of RFC 8461 are fetched and obeyed
 * @param dane whether TLSA records are obeyed (RFC 7672); without a validating resolver there are
 *     none
 * @param allowPrivate networks ({@code 10.0.0.0/8}) into which the DNS of strangers may lead us
 */
public record RelaySettings(
        int port,
        List<String> resolvers,
        Duration resolverTimeout,
        boolean validatingResolver,
        Tls tls,
        boolean mtaSts,
        boolean dane,
        List<String> allowPrivate,
        RelayLimits limits) {
    /** TLS towards mail exchangers. */
    public enum Tls {
        /** Never, but where it is asked for. */
        NONE,
        /** Where it works. */
        OPPORTUNISTIC,
        /** Or the mail waits. */
        ENCRYPTED
    }

    public static final RelaySettings DEFAULTS =
            new RelaySettings(
                    25,
                    List.of(),
                    Duration.ofSeconds(5),
                    false,
                    Tls.OPPORTUNISTIC,
                    true,
                    true,
                    List.of(),
                    RelayLimits.DEFAULTS);

    public RelaySettings {
        resolvers = List.copyOf(resolvers);
        allowPrivate = List.copyOf(allowPrivate);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 1 and 65535");
        }
        if (!resolverTimeout.isPositive() || resolverTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "resolverTimeout must be more than 0 and at most 1 min");
        }
        for (String resolver : resolvers) {
            ResolverAddress parsed = ResolverAddress.parse(resolver);
            if (validatingResolver && !parsed.address().isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "validatingResolver needs resolvers on this host, for what comes over a"
                                + " network can be forged; resolvers has \""
                                + resolver
                                + '"');
            }
        }
        if (validatingResolver && resolvers.isEmpty()) {
            throw new IllegalArgumentException(
                    "validatingResolver needs resolvers to be set, such as [\"127.0.0.1\"]");
        }
        for (String network : allowPrivate) {
            Network.parse(network);
        }
    }

    /** The same, but for attempts that somebody waits for. */
    public RelaySettings within(Duration attempt) {
        return new RelaySettings(
                port,
                resolvers,
                resolverTimeout,
                validatingResolver,
                tls,
                mtaSts,
                dane,
                allowPrivate,
                limits.within(attempt));
    }
}
