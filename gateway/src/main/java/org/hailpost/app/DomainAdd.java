package org.hailpost.app;

import org.hailpost.account.Registry;

/** {@code hailpost domain add}. */
final class DomainAdd implements AdminCommand {
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
    public String details() {
        return """
        Point the MX record of the domain at this host as well; the README says how.
        Example: hailpost domain add example.org
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String domain = Names.domain(call.argument(0));
        registry.addDomain(domain);
        call.print("added " + domain);
    }
}
