package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.outbound.DkimKey;

/** {@code hailpost domain dns}. */
final class DomainDns implements DomainCommand {
    @Override
    public String name() {
        return "domain dns";
    }

    @Override
    public String summary() {
        return "Show the DNS records a domain needs";
    }

    @Override
    public String arguments() {
        return "DOMAIN";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public String details() {
        return """
        MX: where mail for the domain comes. SPF, DKIM, DMARC: so that others believe mail from it.
        A domain without keys for DKIM gets them now.
        """;
    }

    @Override
    public void run(Invocation call, Domains domains) throws Exception {
        String domain = Names.domain(call.argument(0));
        List<DkimKey> keys = domains.keys(domain);
        List<DnsRecord> records = DnsRecord.of(domain, call.settings().gateway().announced(), keys);
        if (call.has(CommonOptions.JSON)) {
            call.printJson(records);
        } else {
            records.forEach(record -> call.print(record.toString()));
        }
    }
}
