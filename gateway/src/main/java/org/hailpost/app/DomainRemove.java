package org.hailpost.app;

import org.hailpost.account.Registry;

/** {@code hailpost domain remove}. */
final class DomainRemove implements AdminCommand {
    @Override
    public String name() {
        return "domain remove";
    }

    @Override
    public String summary() {
        return "Take no more mail for an empty domain";
    }

    @Override
    public String arguments() {
        return "DOMAIN";
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String domain = Names.domain(call.argument(0));
        registry.removeDomain(domain);
        call.print("removed " + domain);
    }
}
