package org.hailpost.app;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.hailpost.account.Domain;
import org.hailpost.account.Registry;
import org.hailpost.outbound.MailboxServer;

/** {@code hailpost domain mailbox}. */
final class DomainMailbox implements AdminCommand {
    @Override
    public String name() {
        return "domain mailbox";
    }

    @Override
    public String summary() {
        return "Say which mail server keeps the mailboxes";
    }

    @Override
    public String arguments() {
        return "DOMAIN [URL]";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, MailboxArgument.HERE);
    }

    @Override
    public String details() {
        return """
        Without a URL and without --here it says where they are. Also whoever is no account here gets mail there, if the server knows the address.
        """
                + MailboxArgument.URLS
                + """
                Example: hailpost domain mailbox example.org lmtp://10.0.0.5:24
                """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String domain = Names.domain(call.argument(0));
        Optional<MailboxServer> server = MailboxArgument.url(call);
        boolean here = call.has(MailboxArgument.HERE);
        if (server.isPresent() && here) {
            throw new UsageException("say either a URL or --here");
        }
        if (server.isPresent() || here) {
            registry.keepDomain(domain, server.map(MailboxServer::url));
        }
        Domain found =
                registry.domains().stream()
                        .filter(d -> d.name().equals(domain))
                        .findFirst()
                        .orElseThrow(() -> new UsageException("there is no domain " + domain));
        call.print("mailboxes of " + domain + ": " + found.mailbox().orElse("here"));
    }
}
