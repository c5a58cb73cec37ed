package org.hailpost.account;

import java.util.Optional;
import java.util.Set;
import org.hailpost.message.Address;

/**
 * A registered ID: an address of a domain of this gateway.
 *
 * @param disabledCapabilities words of extensions that its mail clients shall not be offered
 * @param mailbox URL of the mail server that keeps its mailbox; empty if it is here
 */
public record Account(
        long id,
        Address address,
        String displayName,
        boolean enabled,
        Set<String> disabledCapabilities,
        Optional<String> mailbox) {
    public Account {
        disabledCapabilities = Set.copyOf(disabledCapabilities);
    }

    /** With its mailbox here. */
    public Account(
            long id,
            Address address,
            String displayName,
            boolean enabled,
            Set<String> disabledCapabilities) {
        this(id, address, displayName, enabled, disabledCapabilities, Optional.empty());
    }

    /** With everything that we can, and its mailbox here. */
    public Account(long id, Address address, String displayName, boolean enabled) {
        this(id, address, displayName, enabled, Set.of());
    }
}
