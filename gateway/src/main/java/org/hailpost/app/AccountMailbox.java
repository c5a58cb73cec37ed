package org.hailpost.app;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.hailpost.account.Account;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;
import org.hailpost.outbound.MailboxServer;

/** {@code hailpost account mailbox}. */
final class AccountMailbox implements AdminCommand {
    private static final Option AS_DOMAIN =
            CommonOptions.flag("as-domain", "where the domain's mailboxes are");

    @Override
    public String name() {
        return "account mailbox";
    }

    @Override
    public String summary() {
        return "Say which mail server keeps its mailbox";
    }

    @Override
    public String arguments() {
        return "ADDRESS [URL]";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, MailboxArgument.HERE, AS_DOMAIN);
    }

    @Override
    public String details() {
        return """
        Without a URL and without an option it says where it is.
        """
                + MailboxArgument.URLS
                + """
                Example: hailpost account mailbox ann@example.org lmtp://10.0.0.5:24
                """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0)).canonical();
        Optional<MailboxServer> server = MailboxArgument.url(call);
        boolean here = call.has(MailboxArgument.HERE);
        boolean asDomain = call.has(AS_DOMAIN);
        if ((server.isPresent() ? 1 : 0) + (here ? 1 : 0) + (asDomain ? 1 : 0) > 1) {
            throw new UsageException("say only one of a URL, --here and --as-domain");
        }
        if (server.isPresent() || here || asDomain) {
            registry.keepAccount(
                    address,
                    asDomain
                            ? Optional.empty()
                            : Optional.of(server.map(MailboxServer::url).orElse("")));
        }
        Account found =
                registry.accounts().stream()
                        .filter(account -> account.address().equals(address))
                        .findFirst()
                        .orElseThrow(() -> new UsageException("there is no account " + address));
        call.print("mailbox of " + address + ": " + found.mailbox().orElse("here"));
    }
}
