package org.hailpost.app;

import org.hailpost.account.Alias;
import org.hailpost.account.Registry;

/** {@code hailpost alias remove}. */
final class AliasRemove implements AdminCommand {
    @Override
    public String name() {
        return "alias remove";
    }

    @Override
    public String summary() {
        return "Remove an alias";
    }

    @Override
    public String arguments() {
        return "ALIAS";
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String alias = Alias.canonical(call.argument(0));
        registry.removeAlias(alias);
        call.print("removed " + alias);
    }
}
