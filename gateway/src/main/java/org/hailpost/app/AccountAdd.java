package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.Registry;
import org.hailpost.account.RegistryException;
import org.hailpost.account.StoredPassword;
import org.hailpost.message.Address;

/** {@code hailpost account add}. */
final class AccountAdd implements AdminCommand {
    private static final Option NAME =
            CommonOptions.value("name", "NAME", "the person's name, as recipients see it");

    @Override
    public String name() {
        return "account add";
    }

    @Override
    public String summary() {
        return "Give an address an account";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, CommonOptions.PASSWORD_FILE, NAME);
    }

    @Override
    public String details() {
        return """
        The password is asked for, or read from standard input or --password-file.
        Example: hailpost account add ann@example.org --name "Ann Example"
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        requireDomain(registry, address);
        StoredPassword password = call.newPassword();
        registry.addAccount(address, call.value(NAME).orElse(""), password);
        call.print("added " + address.canonical());
    }

    /** Before anybody types a password for nothing. */
    private static void requireDomain(Registry registry, Address address) {
        String domain = address.canonical().domain();
        if (registry.domains().stream().noneMatch(known -> known.name().equals(domain))) {
            throw new RegistryException(RegistryException.Reason.NO_SUCH_DOMAIN, domain);
        }
    }
}
