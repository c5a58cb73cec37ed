package org.hailpost.app;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.Option;
import org.hailpost.account.Domain;
import org.hailpost.account.Registry;

/** {@code hailpost domain list}. */
final class DomainList implements AdminCommand {
    @Override
    public String name() {
        return "domain list";
    }

    @Override
    public String summary() {
        return "List the domains";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.JSON);
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        List<Domain> domains = registry.domains();
        if (call.has(CommonOptions.JSON)) {
            call.printJson(
                    domains.stream()
                            .map(d ->
                                    new TreeMap<String, Object>(
                                            Map.of(
                                                    "name",
                                                    d.name(),
                                                    "accounts",
                                                    d.accounts(),
                                                    "mailbox",
                                                    d.mailbox().orElse(""))))
                            .toList());
            return;
        }
        var table = new Table("DOMAIN", "ACCOUNTS", "MAILBOX");
        domains.forEach(domain ->
                table.add(domain.name(), domain.accounts(), domain.mailbox().orElse("here")));
        call.print(table.toString());
    }
}
