package org.hailpost.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.account.Directory;
import org.hailpost.account.Forwarding;
import org.hailpost.message.Address;
import org.hailpost.outbound.MailboxServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows aliases and forwarding to all their ends. Each address is followed once, so that circles
 * end; and only so many, so that nobody makes one mail a thousand. Owned by one thread.
 */
final class Expansion {
    private static final Logger LOG = LoggerFactory.getLogger(Expansion.class);
    private static final int MAX_DEPTH = 10;
    private static final int MAX_TARGETS = 100;

    private record Step(Address address, int depth) {}

    private final Directory directory;
    private final Deque<Step> next = new ArrayDeque<>();
    private final Set<Address> followed = new HashSet<>();
    private final Map<Long, Account> here = new LinkedHashMap<>();
    private final Map<Address, Route.Kept> kept = new LinkedHashMap<>();
    private final Map<Address, Address> elsewhere = new LinkedHashMap<>(); // by canonical form
    private boolean disabled;
    private boolean tooDeep;

    Expansion(Directory directory) {
        this.directory = directory;
    }

    /** Where mail for an address comes to; unchecked exceptions of the directory pass. */
    Route of(Address recipient) {
        next.add(new Step(recipient, 0));
        while (!next.isEmpty() && !tooWide()) {
            Step step = next.remove();
            if (followed.add(step.address().canonical())) {
                follow(step);
            }
        }
        if (tooWide()) {
            LOG.warn("event=alias-too-wide alias={} depth={}", recipient, tooDeep);
            return new Route.Refused(recipient, Refusal.TOO_WIDE);
        }
        if (here.isEmpty() && kept.isEmpty() && elsewhere.isEmpty()) {
            return new Route.Refused(
                    recipient, disabled ? Refusal.DISABLED_MAILBOX : Refusal.UNKNOWN_MAILBOX);
        }
        return new Route.Group(
                recipient,
                List.copyOf(here.values()),
                kept.values().stream()
                        .map(each ->
                                new Route.Kept(
                                        recipient, each.target(), each.server(), each.account()))
                        .toList(),
                new ArrayList<>(elsewhere.values()));
    }

    private boolean tooWide() {
        return tooDeep || here.size() + kept.size() + elsewhere.size() > MAX_TARGETS;
    }

    private void follow(Step step) {
        switch (directory.resolve(step.address())) {
            case Directory.Resolution.Local(Account account) -> reach(account);
            case Directory.Resolution.Kept(String url) ->
                    keep(step.address(), url, Optional.empty());
            case Directory.Resolution.Group(List<Address> targets) -> follow(targets, step);
            case Directory.Resolution.Forwarded(Account account, Forwarding forwarding) -> {
                if (forwarding.keeps()) {
                    reach(account);
                }
                follow(forwarding.targets(), step);
            }
            case Directory.Resolution.Foreign() ->
                    elsewhere.putIfAbsent(step.address().canonical(), step.address());
            case Directory.Resolution.Disabled() -> {
                disabled = true;
                LOG.info("event=target-skipped target={} reason=disabled", step.address());
            }
            case Directory.Resolution.Unknown() ->
                    LOG.info("event=target-skipped target={} reason=unknown", step.address());
        }
    }

    private void reach(Account account) {
        if (account.mailbox().isPresent()) {
            keep(account.address(), account.mailbox().get(), Optional.of(account));
        } else {
            here.put(account.id(), account);
        }
    }

    private void keep(Address address, String url, Optional<Account> account) {
        kept.putIfAbsent(
                address.canonical(),
                new Route.Kept(address, address, MailboxServer.parse(url), account));
    }

    private void follow(List<Address> targets, Step step) {
        if (step.depth() == MAX_DEPTH) {
            tooDeep = true;
            return;
        }
        targets.forEach(target -> next.add(new Step(target, step.depth() + 1)));
    }
}
