package org.hailpost.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The addresses of a mail exchanger, IPv6 first: where we have none, dialling it fails at once and
 * IPv4 follows.
 *
 * @param addresses those we may dial
 * @param name after all aliases
 * @param secure whether DNSSEC has validated them all
 * @param failure why there is none; empty if there are
 * @param permanent whether that will stay so
 */
record HostAddresses(
        List<InetAddress> addresses,
        String name,
        boolean secure,
        String failure,
        boolean permanent) {
    HostAddresses {
        addresses = List.copyOf(addresses);
    }

    static HostAddresses of(String host, Dns dns, AllowedAddresses allowed) {
        List<InetAddress> found = new ArrayList<>();
        String name = host;
        String failed = "";
        boolean secure = true;
        for (int type : new int[] {Type.AAAA, Type.A}) {
            DnsAnswer answer = dns.ask(host, type);
            secure &= !answer.insecure();
            if (answer instanceof DnsAnswer.Found records) {
                name = records.name();
                records.records().forEach(record -> found.add(address(record)));
            } else if (answer instanceof DnsAnswer.Failed failure) {
                failed = failure.why();
            }
        }
        List<InetAddress> dialled = found.stream().filter(allowed::allows).toList();
        if (!dialled.isEmpty()) {
            return new HostAddresses(dialled, name, secure, "", false);
        }
        if (!found.isEmpty()) {
            return new HostAddresses(
                    dialled,
                    name,
                    secure,
                    host
                            + " has only addresses that are not of the Internet, such as "
                            + found.getFirst().getHostAddress(),
                    failed.isEmpty());
        }
        return failed.isEmpty()
                ? new HostAddresses(dialled, name, secure, host + " has no address", true)
                : new HostAddresses(dialled, name, secure, failed, false);
    }

    private static InetAddress address(Record record) {
        return record instanceof AAAARecord v6 ? v6.getAddress() : ((ARecord) record).getAddress();
    }
}
