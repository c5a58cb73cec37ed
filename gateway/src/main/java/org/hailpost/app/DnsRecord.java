package org.hailpost.app;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.outbound.DkimKey;

/**
 * A DNS record that a domain's owner publishes.
 *
 * @param name with the final dot
 * @param value of a TXT record: the whole text, whatever strings it is cut into
 */
record DnsRecord(String name, String type, String value) {
    private static final int TEXT = 255; // RFC 1035 §3.3.14: the longest string of a TXT record

    /** What a domain needs whose mail comes to this host and goes out from it. */
    static List<DnsRecord> of(String domain, String host, List<DkimKey> keys) {
        String name = domain + ".";
        List<DnsRecord> records = new ArrayList<>();
        records.add(new DnsRecord(name, "MX", "10 " + host + "."));
        records.add(new DnsRecord(name, "TXT", "v=spf1 mx -all"));
        keys.forEach(
                key -> records.add(new DnsRecord(key.recordName() + ".", "TXT", key.record())));
        records.add(
                new DnsRecord(
                        "_dmarc." + name,
                        "TXT",
                        "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain));
        return records;
    }

    /** As a zone file has it. */
    @Override
    public String toString() {
        return "%s IN %s %s".formatted(name, type, type.equals("TXT") ? quoted() : value);
    }

    private String quoted() {
        List<String> strings = new ArrayList<>();
        for (int at = 0; at < value.length(); at += TEXT) {
            strings.add('"' + value.substring(at, Math.min(value.length(), at + TEXT)) + '"');
        }
        return String.join(" ", strings);
    }
}
