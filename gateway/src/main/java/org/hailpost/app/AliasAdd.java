package org.hailpost.app;

import java.util.List;
import java.util.stream.Collectors;
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
        return "Let an address lead to one or several";
    }

    @Override
    public String arguments() {
        return "ALIAS TARGET...";
    }

    @Override
    public String details() {
        return """
        Several targets make a group address: each gets the mail once, however many ways lead there. An alias that is there
        gets the targets in addition. To a target elsewhere the mail is forwarded with a return path of yours (SRS), so that the other host
        takes it and reports of failure find their way back; delivery.forwards-per-hour limits how much,
        and delivery.answers-per-day how often two who write to each other through aliases may answer.
        An alias of the form @example.org is the domain's catch-all. Plus-addresses
        (ann+anything@example.org) lead to their account without an alias.
        Examples: hailpost alias add sales@example.org ann@example.org
                  hailpost alias add team@example.org ann@example.org bob@example.org carol@else.example
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        String alias = Alias.canonical(call.argument(0));
        List<Address> targets = call.arguments(1).stream().map(Address::parse).toList();
        registry.addAlias(alias, targets);
        call.print(
                "added "
                        + alias
                        + " -> "
                        + targets.stream()
                                .map(target -> target.canonical().toString())
                                .collect(Collectors.joining(", ")));
    }
}
