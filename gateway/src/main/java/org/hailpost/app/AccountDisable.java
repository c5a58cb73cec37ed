package org.hailpost.app;

import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account disable}. */
final class AccountDisable implements AdminCommand {
    @Override
    public String name() {
        return "account disable";
    }

    @Override
    public String summary() {
        return "Refuse mail and logins, keep the mailbox";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        registry.enable(address, false);
        call.print("disabled " + address.canonical());
    }
}
