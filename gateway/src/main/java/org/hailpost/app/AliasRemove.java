package org.hailpost.app;

import java.util.Optional;
import org.hailpost.account.Alias;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost alias remove}. */
final class AliasRemove implements AdminCommand {
    @Override
    public String name() {
        return "alias remove";
    }

    @Override
    public String summary() {
        return "Remove an alias, or one of its targets";
    }

    @Override
    public String arguments() {
        return "ALIAS [TARGET]";
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String alias = Alias.canonical(call.argument(0));
        Optional<Address> target = call.optionalArgument(1).map(Address::parse);
        if (target.isPresent()) {
            registry.removeAlias(alias, target.get());
            call.print("removed " + alias + " -> " + target.get());
        } else {
            registry.removeAlias(alias);
            call.print("removed " + alias);
        }
    }
}
