package org.hailpost.relay;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** What a connection to a mail exchanger has to be like. Thread-safe. */
final class HostSecurity {
    private final RelaySettings settings;
    private final Dns dns;

    HostSecurity(RelaySettings settings, Dns dns) {
        this.settings = settings;
        this.dns = dns;
    }

    /**
     * Of one host of a route.
     *
     * @param requireTls whether the mail may go only where TLS is certain (RFC 8689)
     * @throws PeerException if the host must not be used now
     */
    Security of(
            Route.Hosts route,
            String host,
            HostAddresses addresses,
            StsPolicy policy,
            boolean requireTls)
            throws PeerException {
        // RFC 8461 §2: DANE where there is DANE; a policy neither adds to it nor replaces it.
        if (settings.dane() && route.secure() && addresses.secure()) {
            DnsAnswer answer = dns.ask("_" + settings.port() + "._tcp." + host, Type.TLSA);
            if (answer instanceof DnsAnswer.Failed failed) {
                // RFC 7672 §2.1.2: whoever suppresses the answer must not get the mail.
                throw new PeerException(host, "4.7.5", "TLSA of " + host + ": " + failed.why());
            }
            if (answer instanceof DnsAnswer.Found found && found.secure()) {
                return dane(found, host, addresses, route.domain());
            }
        }
        if (policy.enforced()) {
            if (!policy.allows(host)) {
                throw new PeerException(
                        host, "4.7.5", "the MTA-STS policy of the domain does not name " + host);
            }
            return new Security.Verified(); // RFC 8461 §4.1
        }
        if (requireTls) {
            return new Security.Verified();
        }
        return usual();
    }

    /** Where nothing stricter is asked for. */
    Security usual() {
        return switch (settings.tls()) {
            case NONE -> new Security.Clear();
            case OPPORTUNISTIC -> new Security.Opportunistic();
            case ENCRYPTED -> new Security.Encrypted();
        };
    }

    private Security dane(
            DnsAnswer.Found found, String host, HostAddresses addresses, String domain) {
        Set<Association> usable =
                found.records().stream()
                        .map(TLSARecord.class::cast)
                        .map(HostSecurity::association)
                        .filter(Association::usable)
                        .collect(Collectors.toSet());
        if (usable.isEmpty()) {
            return new Security.Encrypted(); // RFC 7672 §2.2
        }
        List<String> names = Stream.of(host, addresses.name(), domain).distinct().toList();
        return new Security.Dane(usable, names);
    }

    private static Association association(TLSARecord record) {
        return new Association(
                record.getCertificateUsage(),
                record.getSelector(),
                record.getMatchingType(),
                HexFormat.of().formatHex(record.getCertificateAssociationData()));
    }
}
