package org.hailpost.app;

import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account enable}. */
final class AccountEnable implements AdminCommand {
    @Override
    public String name() {
        return "account enable";
    }

    @Override
    public String summary() {
        return "Undo account disable";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        registry.enable(address, true);
        call.print("enabled " + address.canonical());
    }
}
