package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account password}. */
final class AccountPassword implements AdminCommand {
    @Override
    public String name() {
        return "account password";
    }

    @Override
    public String summary() {
        return "Change a password";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.PASSWORD_FILE);
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        registry.changePassword(address, call.newPassword());
        call.print("changed the password of " + address.canonical());
    }
}
