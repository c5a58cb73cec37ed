package org.hailpost.app;

import org.hailpost.account.Alias;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost alias add}. */
final class AliasAdd implements AdminCommand {
    @Override
    public String name() {
        return "alias add";
    }

    @Override
    public String summary() {
        return "Let an address lead to an account";
    }

    @Override
    public String arguments() {
        return "ALIAS ACCOUNT";
    }

    @Override
    public String details() {
        return """
        An alias of the form @example.org is the domain's catch-all. Plus-addresses
        (ann+anything@example.org) lead to their account without an alias.
        Example: hailpost alias add sales@example.org ann@example.org
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String alias = Alias.canonical(call.argument(0));
        Address account = Address.parse(call.argument(1));
        registry.addAlias(alias, account);
        call.print("added " + alias + " -> " + account.canonical());
    }
}
