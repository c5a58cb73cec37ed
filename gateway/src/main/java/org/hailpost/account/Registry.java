package org.hailpost.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hailpost.message.Address;

/**
 * The book of domains, accounts and aliases, for whoever administers them. Every method is one
 * transaction, blocks, and throws {@link DirectoryUnavailableException} when the book cannot be
 * reached; {@link RegistryException} means that nothing was changed.
 */
public interface Registry {
    /** Fails with {@code DOMAIN_EXISTS}. */
    void addDomain(String domain);

    /** By name. */
    List<Domain> domains();

    /** Fails with {@code NO_SUCH_DOMAIN}, and with {@code DOMAIN_IN_USE} while it has accounts. */
    void removeDomain(String domain);

    /**
     * Makes the account with all the mailboxes a new account has, subscribed. Fails with {@code
     * NO_SUCH_DOMAIN} or {@code ADDRESS_TAKEN}.
     */
    Account addAccount(Address address, String displayName, StoredPassword password);

    /** The same with a hash of {@link PasswordHash} alone. */
    default Account addAccount(Address address, String displayName, String passwordHash) {
        return addAccount(address, displayName, new StoredPassword(passwordHash, Optional.empty()));
    }

    /**
     * Makes many accounts of one domain with the same password and no display name, all or none, as
     * {@link #addAccount} makes one.
     *
     * @param addresses of one domain
     */
    void addAccounts(List<Address> addresses, StoredPassword password);

    /** By address. */
    List<Account> accounts();

    /**
     * Replaces the account's password; its other credentials stay. Fails with {@code
     * NO_SUCH_ACCOUNT}.
     */
    void changePassword(Address account, StoredPassword password);

    /** Lets whoever has the token in as the account. Fails with {@code NO_SUCH_ACCOUNT}. */
    default void addToken(Address account, String tokenHash) {
        addTokens(Map.of(account, tokenHash));
    }

    /**
     * As {@link #addToken} for many accounts, all or none.
     *
     * @param tokenHashes by account, as {@link BearerToken#hash} makes them
     */
    void addTokens(Map<Address, String> tokenHashes);

    /**
     * Makes every token of the account void. Fails with {@code NO_SUCH_ACCOUNT}.
     *
     * @return how many there were
     */
    int removeTokens(Address account);

    /** Fails with {@code NO_SUCH_ACCOUNT}. */
    void enable(Address account, boolean enabled);

    /**
     * Sets what IMAP does not offer to the account's clients. Fails with {@code NO_SUCH_ACCOUNT}.
     *
     * @param words as CAPABILITY has them; empty: everything is offered
     */
    void disableCapabilities(Address account, Set<String> words);

    /**
     * Says which mail server keeps a domain's mailboxes. Fails with {@code NO_SUCH_DOMAIN}.
     *
     * @param url empty: they are here
     */
    void keepDomain(String domain, Optional<String> url);

    /**
     * Says which mail server keeps an account's mailbox. Fails with {@code NO_SUCH_ACCOUNT}.
     *
     * @param url empty: the one of its domain; "": none, it is here
     */
    void keepAccount(Address account, Optional<String> url);

    /** Removes the account, its aliases and all of its mail. Fails with {@code NO_SUCH_ACCOUNT}. */
    void removeAccount(Address account);

    /** What becomes of the account's mail. Fails with {@code NO_SUCH_ACCOUNT}. */
    Forwarding forwarding(Address account);

    /**
     * Says what becomes of the account's mail from now on. Fails with {@code NO_SUCH_ACCOUNT}, also
     * if a target of a domain of ours is not there, {@code LEADS_TO_ITSELF} or {@code
     * TOO_MANY_TARGETS}.
     */
    void forward(Address account, Forwarding forwarding);

    /** As {@link #addAlias(String, List)} with one target. */
    default void addAlias(String alias, Address target) {
        addAlias(alias, List.of(target));
    }

    /**
     * Makes an alias, or adds targets to one; a target that it has stays. Fails with {@code
     * NO_SUCH_DOMAIN}, {@code ADDRESS_TAKEN}, {@code NO_SUCH_ACCOUNT} if a target of a domain of
     * ours, whose mailboxes are here, is not there, {@code LEADS_TO_ITSELF} or {@code
     * TOO_MANY_TARGETS}.
     *
     * @param alias as {@link Alias#canonical} writes it
     * @param targets at least one
     */
    void addAlias(String alias, List<Address> targets);

    /** One for each target, by address. */
    List<Alias> aliases();

    /** Fails with {@code NO_SUCH_ALIAS}. */
    void removeAlias(String alias);

    /** Takes one target out; the last one takes the alias with it. Fails with NO_SUCH_ALIAS. */
    void removeAlias(String alias, Address target);
}
