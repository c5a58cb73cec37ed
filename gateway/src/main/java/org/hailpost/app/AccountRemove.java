package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account remove}. */
final class AccountRemove implements AdminCommand {
    private static final Option YES = CommonOptions.flag("yes", "really");

    @Override
    public String name() {
        return "account remove";
    }

    @Override
    public String summary() {
        return "Remove an account with all of its mail";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, YES);
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        if (!call.has(YES)) {
            throw new UsageException(
                    "this removes all mail of " + address.canonical() + "; say --yes to do it");
        }
        registry.removeAccount(address);
        call.print("removed " + address.canonical());
    }
}
