package org.hailpost.account;

import java.util.List;
import java.util.OptionalLong;
import org.hailpost.message.Address;

/**
 * The limits of accounts and domains, for whoever administers them. Every method is one
 * transaction, blocks, and throws {@link DirectoryUnavailableException} when the book cannot be
 * reached; {@link RegistryException} means that nothing was changed.
 */
public interface QuotaRegistry {
    /** What is limited. */
    enum Resource {
        STORAGE,
        MESSAGES
    }

    /**
     * What an account or a domain has, and its own limits.
     *
     * @param name the address or the domain
     * @param octets empty: the configured default counts; 0: no limit
     * @param messages likewise
     */
    record Entry(
            String name,
            long usedOctets,
            long usedMessages,
            OptionalLong octets,
            OptionalLong messages) {}

    /** Domains by name, each with the sums over its accounts. */
    List<Entry> domains();

    /** Accounts by address. */
    List<Entry> accounts();

    /** Fails with {@code NO_SUCH_DOMAIN}. */
    Entry domain(String domain);

    /** Fails with {@code NO_SUCH_ACCOUNT}. */
    Entry account(Address account);

    /**
     * Fails with {@code NO_SUCH_DOMAIN}.
     *
     * @param limit 0 for none; empty for the configured default
     */
    void limitDomain(String domain, Resource resource, OptionalLong limit);

    /** Fails with {@code NO_SUCH_ACCOUNT}. */
    void limitAccount(Address account, Resource resource, OptionalLong limit);

    /**
     * Counts again what the account has, and puts the counters right. Fails with {@code
     * NO_SUCH_ACCOUNT}.
     *
     * @return what the counters said before
     */
    Entry recount(Address account);
}
