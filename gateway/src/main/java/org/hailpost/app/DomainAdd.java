package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;

/** {@code hailpost domain add}. */
final class DomainAdd implements DomainCommand {
    @Override
    public String name() {
        return "domain add";
    }

    @Override
    public String summary() {
        return "Take mail for a domain";
    }

    @Override
    public String arguments() {
        return "DOMAIN";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA);
    }

    @Override
    public String details() {
        return """
        Makes the keys that sign its mail (DKIM), and prints the DNS records to publish; "domain dns" shows them again.
        Example: hailpost domain add example.org
        """;
    }

    @Override
    public void run(Invocation call, Domains domains) throws Exception {
        String domain = Names.domain(call.argument(0));
        domains.registry().addDomain(domain);
        call.print("added " + domain + "; publish these DNS records, and an address for the host:");
        String host = call.settings().gateway().announced();
        DnsRecord.of(domain, host, domains.keys(domain))
                .forEach(record -> call.print(record.toString()));
    }
}
