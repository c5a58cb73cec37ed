package org.hailpost.account;

import java.util.Set;
import org.hailpost.message.Address;

/**
 * A registered ID: an address of a domain of this gateway.
 *
 * @param disabledCapabilities words of extensions that its mail clients shall not be offered
 */
public record Account(
        long id,
        Address address,
        String displayName,
        boolean enabled,
        Set<String> disabledCapabilities) {
    public Account {
        disabledCapabilities = Set.copyOf(disabledCapabilities);
    }

    /** With everything that we can. */
    public Account(long id, Address address, String displayName, boolean enabled) {
        this(id, address, displayName, enabled, Set.of());
    }
}
