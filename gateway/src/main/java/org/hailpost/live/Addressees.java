package org.hailpost.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.message.Party;

/**
 * Whom a terminal writes to, and where they are.
 *
 * @param to as the header shows them
 * @param cc likewise
 */
record Addressees(
        List<Party> to, List<Party> cc, Map<Address, Account> here, List<Address> elsewhere) {
    /** Before it is known where they are. */
    static Addressees of(List<Party> to, List<Party> cc) {
        return new Addressees(to, cc, new LinkedHashMap<>(), new ArrayList<>());
    }

    List<Party> all() {
        return Stream.concat(to.stream(), cc.stream()).toList();
    }

    /** The accounts, each once, under whichever of its addresses. */
    Set<Long> accounts() {
        Set<Long> accounts = new LinkedHashSet<>();
        here.values().forEach(account -> accounts.add(account.id()));
        return accounts;
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
