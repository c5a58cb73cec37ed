package org.hailpost.relay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hailpost.outbound.Handover.Failure;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Finds the hosts that take a domain's mail (RFC 5321 §5.1). Thread-safe. */
final class MailExchangers {
    private final Dns dns;
    private final String hostname;
    private final RandomGenerator random;

    /**
     * @param hostname our own name
     * @param random must be thread-safe
     */
    MailExchangers(Dns dns, String hostname, RandomGenerator random) {
        this.dns = dns;
        this.hostname = hostname;
        this.random = random;
    }

    /**
     * @param domain in ASCII, lower case
     */
    Route route(String domain) {
        return switch (dns.ask(domain, Type.MX)) {
            case DnsAnswer.Found found -> ranked(domain, found);
            // RFC 5321 §5.1: the implicit MX, only if there is no MX record at all
            case DnsAnswer.Nothing nothing ->
                    domain.equals(hostname)
                            ? loop(domain)
                            : new Route.Hosts(List.of(domain), domain, nothing.secure());
            case DnsAnswer.NoSuchName _ ->
                    nowhere("5.1.2", "there is no domain " + Printable.line(domain));
            case DnsAnswer.Failed failed ->
                    new Route.Unknown(new Failure("", "4.4.3", failed.why()));
        };
    }

    private Route ranked(String domain, DnsAnswer.Found found) {
        List<MXRecord> exchangers = new ArrayList<>();
        for (Record record : found.records()) {
            exchangers.add((MXRecord) record);
        }
        if (exchangers.size() == 1 && exchangers.getFirst().getTarget().equals(Name.root)) {
            return nowhere("5.1.10", domain + " takes no mail (null MX)"); // RFC 7505 §3
        }
        exchangers.removeIf(mx -> mx.getTarget().equals(Name.root));
        int ours =
                exchangers.stream()
                        .filter(mx -> Dns.text(mx.getTarget()).equals(hostname))
                        .mapToInt(MXRecord::getPriority)
                        .min()
                        .orElse(Integer.MAX_VALUE);
        // RFC 5321 §5.1: those behind ourselves would hand it back to us.
        exchangers.removeIf(mx -> mx.getPriority() >= ours);
        if (exchangers.isEmpty()) {
            return ours == Integer.MAX_VALUE
                    ? nowhere("5.4.4", domain + " names no mail exchanger")
                    : loop(domain);
        }
        // RFC 5321 §5.1: equal ones share the load. The sort keeps the order of equals.
        Collections.shuffle(exchangers, java.util.Random.from(random));
        exchangers.sort(Comparator.comparingInt(MXRecord::getPriority));
        return new Route.Hosts(
                exchangers.stream().map(mx -> Dns.text(mx.getTarget())).distinct().toList(),
                found.name(),
                found.secure());
    }

    private Route loop(String domain) {
        return nowhere(
                "5.4.6",
                "the DNS sends mail for "
                        + domain
                        + " to this very host "
                        + hostname
                        + ", which does not keep it");
    }

    private static Route nowhere(String status, String why) {
        return new Route.Nowhere(new Failure("", status, why));
    }
}
