package org.hailpost.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
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

    List<Party> all() {
        return Stream.concat(to.stream(), cc.stream()).toList();
    }

    /** The accounts, each once, under whichever of its addresses. */
    List<Account> accounts() {
        Map<Long, Account> accounts = new LinkedHashMap<>();
        here.values().forEach(account -> accounts.putIfAbsent(account.id(), account));
        return List.copyOf(accounts.values());
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
