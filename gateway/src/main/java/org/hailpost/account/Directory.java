package org.hailpost.account;

import java.util.List;
import java.util.Optional;
import org.hailpost.message.Address;

/**
 * How an address leads to an account. Blocks; may answer from a cache a few seconds old.
 *
 * <p>Every method throws {@link DirectoryUnavailableException} when it cannot be known now.
 */
public interface Directory {
    /** Where mail for an address goes. */
    Resolution resolve(Address recipient);

    /** The account with this very address (no alias). */
    Optional<Account> find(Address address);

    Optional<Account> find(long accountId);

    /** Whether the account may write as this address: its own, an alias, or a plus-address. */
    boolean mayUse(Account account, Address sender);

    /**
     * The password hashes and SCRAM verifiers of an account; empty if it is unknown or disabled.
     */
    List<Credential> credentials(Address address);

    /** The enabled account that holds the bearer token with this SHA-256, in hexadecimal. */
    Optional<Account> bearer(String hash);

    /** The outcome of {@link #resolve}. */
    sealed interface Resolution {
        /** The address is an account, an alias, a plus-address, or falls to a catch-all. */
        record Local(Account account) implements Resolution {}

        /**
         * The domain is ours, the address is not known here, and another server keeps the domain's
         * mailboxes: it knows.
         *
         * @param mailbox the server's URL
         */
        record Kept(String mailbox) implements Resolution {}

        /** The address is an alias of several, of another alias, or of somebody elsewhere. */
        record Group(List<Address> targets) implements Resolution {}

        /** As {@code Local}, but the account passes its mail on. */
        record Forwarded(Account account, Forwarding forwarding) implements Resolution {}

        /** The domain is ours, the mailbox is not there. */
        record Unknown() implements Resolution {}

        /** The account is disabled. */
        record Disabled() implements Resolution {}

        /** The domain is not ours. */
        record Foreign() implements Resolution {}
    }
}
