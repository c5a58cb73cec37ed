package org.hailpost.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.delivery.Route;
import org.hailpost.message.Address;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.Mailbox;
import org.hailpost.message.Party;
import org.hailpost.outbound.MailboxServer;

/**
 * Whom a terminal writes to, and where they are.
 *
 * @param to as the header shows them
 * @param cc likewise
 * @param kept who has the mailbox in another server, be it of an account of ours or not
 */
record Addressees(
        List<Party> to,
        List<Party> cc,
        Map<Address, Account> here,
        List<Address> elsewhere,
        Map<Address, MailboxServer> kept) {
    /** Before it is known where they are. */
    static Addressees of(List<Party> to, List<Party> cc) {
        return new Addressees(
                to, cc, new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
    }

    /**
     * All of a thread are answered, and whoever had a copy for information has one again. A thread
     * without parties is the account's with itself.
     *
     * <p>Who wrote last may ask for answers elsewhere (RFC 5322 §3.6.2). That a list asks for them
     * to itself is its doing, not the author's: then both are answered.
     */
    static Addressees answering(Party self, List<Party> parties, Optional<HeaderFacts> last) {
        if (parties.isEmpty()) {
            return of(List.of(self), List.of());
        }
        Set<Address> informed = addresses(last.map(HeaderFacts::cc).orElse(List.of()));
        Map<Address, Party> to = new LinkedHashMap<>();
        Map<Address, Party> cc = new LinkedHashMap<>();
        List<Party> asked = last.map(facts -> asked(self, parties, facts)).orElse(List.of());
        asked.forEach(party -> to.put(party.address().canonical(), party));
        Set<Address> replaced =
                asked.isEmpty() || last.map(facts -> askedByList(facts, to.keySet())).orElse(false)
                        ? Set.of()
                        : addresses(last.map(HeaderFacts::from).orElse(List.of()));
        for (Party party : parties) {
            Address address = party.address().canonical();
            if (!replaced.contains(address) && !to.containsKey(address)) {
                (informed.contains(address) ? cc : to).put(address, party);
            }
        }
        return to.isEmpty()
                ? of(List.copyOf(cc.values()), List.of())
                : of(List.copyOf(to.values()), List.copyOf(cc.values()));
    }

    /** Where the author of the newest mail, if it is one of the parties, wants answers to go. */
    private static List<Party> asked(Party self, List<Party> parties, HeaderFacts newest) {
        Set<Address> authors = addresses(newest.from());
        if (parties.stream().noneMatch(party -> authors.contains(party.address().canonical()))) {
            return List.of();
        }
        return newest.replyTo().stream()
                .flatMap(mailbox ->
                        mailbox.toAddress().stream()
                                .map(address -> new Party(address, mailbox.name())))
                .filter(party -> !party.address().canonical().equals(self.address().canonical()))
                .toList();
    }

    private static boolean askedByList(HeaderFacts newest, Set<Address> asked) {
        return newest.automatic()
                .list()
                .map(Address::canonical)
                .filter(asked::contains)
                .isPresent();
    }

    private static Set<Address> addresses(List<Mailbox> mailboxes) {
        return mailboxes.stream()
                .flatMap(mailbox -> mailbox.toAddress().stream())
                .map(Address::canonical)
                .collect(Collectors.toSet());
    }

    /**
     * Notes where the way to one of them leads.
     *
     * @throws IllegalArgumentException if it leads nowhere
     */
    void place(Address address, Route route) {
        switch (route) {
            case Route.Local(Address _, Account account) -> here.put(address, account);
            case Route.Remote(Address _, Address target) -> elsewhere.add(target);
            case Route.Kept one -> {
                kept.put(one.target(), one.server());
                one.account().ifPresent(account -> here.put(address, account));
            }
            case Route.Group(Address _, var members, var away, var remote) -> {
                members.forEach(this::add);
                away.forEach(each -> {
                    kept.put(each.target(), each.server());
                    each.account().ifPresent(this::add);
                });
                elsewhere.addAll(remote);
            }
            case Route.Return _, Route.Refused _ ->
                    throw new IllegalArgumentException(address + " cannot be written to");
        }
    }

    private void add(Account member) {
        here.put(member.address(), member);
    }

    List<Party> all() {
        return Stream.concat(to.stream(), cc.stream()).toList();
    }

    /** The accounts, each once, under whichever of its addresses. */
    List<Account> accounts() {
        Map<Long, Account> accounts = new LinkedHashMap<>();
        here.values().forEach(account -> accounts.putIfAbsent(account.id(), account));
        return List.copyOf(accounts.values());
    }

    /** Those elsewhere, each once. */
    List<Address> outside() {
        return distinct(elsewhere);
    }

    /** Those of each server, each once. */
    Map<MailboxServer, List<Address>> servers() {
        Map<MailboxServer, List<Address>> servers = new LinkedHashMap<>();
        kept.forEach((target, server) ->
                servers.computeIfAbsent(server, _ -> new ArrayList<>()).add(target));
        servers.replaceAll((_, targets) -> distinct(targets));
        return servers;
    }

    private static List<Address> distinct(List<Address> addresses) {
        Map<Address, Address> distinct = new LinkedHashMap<>();
        addresses.forEach(address -> distinct.putIfAbsent(address.canonical(), address));
        return List.copyOf(distinct.values());
    }

    /** Whether who has the mailbox in another server has an account of ours all the same. */
    boolean isHere(Address target) {
        return here.values().stream()
                .anyMatch(account -> account.address().equals(target.canonical().withoutTag('+')));
    }

    /** Nobody is a party to himself, under whichever of his addresses. */
    List<Party> others(long self) {
        return all().stream()
                .filter(party -> {
                    Account owner = here.get(party.address());
                    return owner == null || owner.id() != self;
                })
                .toList();
    }
}
