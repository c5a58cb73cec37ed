package org.hailpost.app;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.hailpost.account.Forwarding;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account forward}. */
final class AccountForward implements AdminCommand {
    private static final Option OFF = CommonOptions.flag("off", "mail stays here again");
    private static final Option KEEP = CommonOptions.flag("keep", "a copy stays here (default)");
    private static final Option NO_KEEP = CommonOptions.flag("no-keep", "no copy stays here");

    @Override
    public String name() {
        return "account forward";
    }

    @Override
    public String summary() {
        return "Pass its mail on, or show whether it is";
    }

    @Override
    public String arguments() {
        return "ADDRESS [TO...]";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, OFF, KEEP, NO_KEEP);
    }

    @Override
    public String details() {
        return """
        From then on all mail that comes in for the account goes to these targets and to no others; a target is an account, an alias, or
        anybody elsewhere. Mail that went out this way already and comes back is not passed on again.
        Example: hailpost account forward ann@example.org ann@else.example --no-keep
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        List<Address> targets = call.arguments(1).stream().map(Address::parse).toList();
        check(call, targets);
        if (call.has(OFF)) {
            registry.forward(address, Forwarding.OFF);
        } else if (!targets.isEmpty()) {
            registry.forward(address, new Forwarding(targets, !call.has(NO_KEEP)));
        }
        call.print(said(address, registry.forwarding(address)));
    }

    private static void check(Invocation call, List<Address> targets) throws UsageException {
        if (call.has(KEEP) && call.has(NO_KEEP)) {
            throw new UsageException("--keep and --no-keep exclude each other");
        }
        if (call.has(OFF) && !targets.isEmpty()) {
            throw new UsageException("--off takes no targets");
        }
        if (targets.isEmpty() && (call.has(KEEP) || call.has(NO_KEEP))) {
            throw new UsageException("name the targets: account forward ADDRESS TO...");
        }
    }

    private static String said(Address address, Forwarding forwarding) {
        String to =
                forwarding.targets().stream()
                        .map(Address::toString)
                        .collect(Collectors.joining(", "));
        return address.canonical()
                + (to.isEmpty() ? " keeps its mail" : " passes its mail on to " + to)
                + (to.isEmpty()
                        ? ""
                        : forwarding.keeps() ? " and keeps a copy" : " and keeps none");
    }
}
