package org.hailpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hailpost.account.Account;
import org.hailpost.account.Credential;
import org.hailpost.account.Directory;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.Forwarding;
import org.hailpost.message.Address;
import org.jspecify.annotations.Nullable;

/**
 * The directory over the tables domain, account and alias, with a small cache of resolutions: a
 * burst of mail to one recipient asks once, and what the admin changes counts after {@link #FRESH}.
 * Unknown addresses are not kept, so nobody can fill the cache by guessing. Secrets are never
 * cached.
 */
public final class PostgresDirectory implements Directory {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int CACHE = 10_000;

    /**
     * At once: a thousand sessions that begin together must not take every connection from the
     * pool, above all not the one that stores what they bring.
     */
    private static final int LOOKUPS = 3;

    private static final Duration LOOKUP_WAIT = Duration.ofSeconds(2);

    /** Looked up by itself, so that a plan joins nothing. */
    private static final String MAILBOX =
            "coalesce(a.mailbox, (select d.mailbox from domain d where d.id = a.domain_id)) ";

    private static final String FROM = " from account a ";

    static final String COLUMNS =
            "select a.id, a.address, a.display_name, a.enabled, a.disabled_capabilities, "
                    + MAILBOX
                    + FROM;

    /** With what a recipient's quota is looked at for next. */
    private static final String COLUMNS_AND_USE =
            "select a.id, a.address, a.display_name, a.enabled, a.disabled_capabilities, "
                    + MAILBOX
                    + ", "
                    + AccountUse.COLUMNS
                    + ", a.forwarding"
                    + FROM;

    private record Cached(Resolution resolution, long untilNanos) {}

    /** Few, and asked for with every recipient. */
    private record Domains(Map<String, Optional<String>> mailboxes, long untilNanos) {}

    private final Database database;
    private final PostgresQuotas quotas;
    private final Together<String, Account> tokens;
    private final Semaphore lookups = new Semaphore(LOOKUPS);
    private volatile Domains domains = new Domains(Map.of(), System.nanoTime());
    private final Map<String, Cached> cache =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
                    return size() > CACHE;
                }
            };

    /** {@code quotas} is told what is read of accounts on the way. */
    public PostgresDirectory(Database database, PostgresQuotas quotas) {
        this.database = database;
        this.quotas = quotas;
        this.tokens = new Together<>(this::bearers);
    }

    public PostgresDirectory(Database database) {
        this(database, new PostgresQuotas(database));
    }

    @Override
    public Resolution resolve(Address recipient) {
        Address canonical = recipient.canonical();
        String key = canonical.toString();
        Resolution known = known(canonical, key);
        return known == null ? resolve(canonical, key) : known;
    }

    /** Null if the database must be asked. */
    private @Nullable Resolution known(Address canonical, String key) {
        Domains served = domains;
        if (served.untilNanos - System.nanoTime() > 0
                && !served.mailboxes.containsKey(canonical.domain())) {
            return new Resolution.Foreign();
        }
        synchronized (cache) {
            Cached cached = cache.get(key);
            return cached != null && cached.untilNanos - System.nanoTime() > 0
                    ? cached.resolution
                    : null;
        }
    }

    private Resolution resolve(Address canonical, String key) {
        acquireLookup();
        try {
            Resolution meanwhile =
                    known(canonical, key); // those who waited came for the same, mostly
            if (meanwhile != null) {
                return meanwhile;
            }
            long now = System.nanoTime();
            Resolution resolution =
                    ask(() ->
                            domains().containsKey(canonical.domain())
                                    ? lookUp(canonical)
                                    : new Resolution.Foreign());
            if (resolution instanceof Resolution.Local
                    || resolution instanceof Resolution.Group
                    || resolution instanceof Resolution.Forwarded) {
                synchronized (cache) {
                    cache.put(key, new Cached(resolution, now + FRESH.toNanos()));
                }
            }
            return resolution;
        } finally {
            lookups.release();
        }
    }

    private void acquireLookup() {
        try {
            if (!lookups.tryAcquire(LOOKUP_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DirectoryUnavailableException(
                        "the directory does not keep up", new TimeoutException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryUnavailableException("interrupted", e);
        }
    }

    /**
     * The address itself, then without its tag, each as an account before an alias, then the
     * catch-all. An alias of one account is read with it; of any other, no account has the id 0.
     * Not as a join: a plan that was made while there were few accounts would go through all of
     * them for each of them when there are many.
     */
    private Resolution lookUp(Address address) {
        String exact = address.toString();
        String untagged = address.withoutTag('+').toString();
        String catchAll = "@" + address.domain();
        Optional<Resolution> account =
                Query.of(
                                database,
                                COLUMNS_AND_USE
                                        + """
                                        where a.id = coalesce(
                                            (select id from account where address = ?),
                                            (select case when count(*) = 1 then coalesce(min(account_id), 0) else 0 end
                                                from alias where address = ? having count(*) > 0),
                                            (select id from account where address = ?),
                                            (select case when count(*) = 1 then coalesce(min(account_id), 0) else 0 end
                                                from alias where address = ? having count(*) > 0),
                                            (select case when count(*) = 1 then coalesce(min(account_id), 0) else 0 end
                                                from alias where address = ? having count(*) > 0))
                                        """,
                                exact,
                                exact,
                                untagged,
                                untagged,
                                catchAll)
                        .first(row -> {
                            quotas.seen(AccountUse.read(row, 7));
                            return resolution(account(row), row.getString("forwarding"));
                        });
        return account.or(() -> group(exact, untagged, catchAll)).orElseGet(() -> unknown(address));
    }

    private Resolution resolution(Account account, String forwarding) {
        if (!account.enabled()) {
            return new Resolution.Disabled();
        }
        if (forwarding.equals("off")) {
            return new Resolution.Local(account);
        }
        List<Address> targets =
                targets("select target from forward where account_id = ?", account.id());
        return targets.isEmpty() // switched off since
                ? new Resolution.Local(account)
                : new Resolution.Forwarded(
                        account, new Forwarding(targets, forwarding.equals("copy")));
    }

    private Optional<Resolution> group(String exact, String untagged, String catchAll) {
        List<Address> targets =
                targets(
                        """
                        select target from alias
                        where address = coalesce(
                            (select address from alias where address = ? limit 1),
                            (select address from alias where address = ? limit 1),
                            ?)
                        """,
                        exact,
                        untagged,
                        catchAll);
        return targets.isEmpty() ? Optional.empty() : Optional.of(new Resolution.Group(targets));
    }

    private List<Address> targets(String sql, Object... arguments) {
        return Query.of(database, sql, arguments).list(row -> Address.parse(row.getString(1)));
    }

    private Resolution unknown(Address address) {
        return domains()
                .getOrDefault(address.domain(), Optional.empty())
                .<Resolution>map(Resolution.Kept::new)
                .orElseGet(Resolution.Unknown::new);
    }

    /** Who keeps their mailboxes, by name. */
    private Map<String, Optional<String>> domains() {
        Domains known = domains;
        if (known.untilNanos - System.nanoTime() <= 0) {
            known =
                    new Domains(
                            Query.of(database, "select name, mailbox from domain")
                                    .list(row ->
                                            Map.entry(
                                                    row.getString(1),
                                                    Optional.ofNullable(row.getString(2))))
                                    .stream()
                                    .collect(
                                            Collectors.toUnmodifiableMap(
                                                    Map.Entry::getKey, Map.Entry::getValue)),
                            System.nanoTime() + FRESH.toNanos());
            domains = known;
        }
        return known.mailboxes;
    }

    @Override
    public Optional<Account> find(Address address) {
        return ask(() ->
                Query.of(database, COLUMNS + "where a.address = ?", address.canonical().toString())
                        .first(PostgresDirectory::account));
    }

    @Override
    public Optional<Account> find(long accountId) {
        return ask(() ->
                Query.of(database, COLUMNS + "where a.id = ?", accountId)
                        .first(PostgresDirectory::account));
    }

    /** A catch-all gives no right to write as anybody of the domain. */
    @Override
    public boolean mayUse(Account account, Address sender) {
        Address canonical = sender.canonical();
        String exact = canonical.toString();
        String untagged = canonical.withoutTag('+').toString();
        String own = account.address().canonical().toString();
        if ((exact.equals(own) || untagged.equals(own)) && isThere(account)) {
            return true; // as with nearly every mail: asked for at MAIL and of its header
        }
        return ask(() ->
                Query.of(
                                database,
                                """
                                select 1 from account where id = ? and address in (?, ?)
                                union all select 1 from alias where account_id = ? and address in (?, ?)
                                """,
                                account.id(),
                                exact,
                                untagged,
                                account.id(),
                                exact,
                                untagged)
                        .first(row -> true)
                        .orElse(false));
    }

    /** As far as the cache knows; false if that is not sure. */
    private boolean isThere(Account account) {
        return switch (resolve(account.address())) {
            case Resolution.Local(Account found) -> found.id() == account.id();
            case Resolution.Forwarded(Account found, var _) -> found.id() == account.id();
            case Resolution.Group _,
                    Resolution.Kept _,
                    Resolution.Unknown _,
                    Resolution.Disabled _,
                    Resolution.Foreign _ ->
                    false;
        };
    }

    @Override
    public List<Credential> credentials(Address address) {
        return ask(() ->
                Query.of(
                                database,
                                """
                                select c.account_id, c.kind, c.hash from credential c
                                join account a on a.id = c.account_id
                                where a.address = ? and a.enabled and c.kind in ('password', 'scram')
                                """,
                                address.canonical().toString())
                        .list(PostgresDirectory::credential));
    }

    @Override
    public Optional<Account> bearer(String hash) {
        return ask(() -> tokens.ask(hash));
    }

    private Map<String, Account> bearers(List<String> hashes) {
        Map<String, Account> accounts = new HashMap<>();
        Query.of(
                        database,
                        """
                        select a.id, a.address, a.display_name, a.enabled, a.disabled_capabilities,
                            coalesce(a.mailbox, d.mailbox), c.hash
                        from credential c join account a on a.id = c.account_id join domain d on d.id = a.domain_id
                        where c.kind = 'bearer' and c.hash = any(?) and a.enabled
                        """,
                        (Object) hashes.toArray(String[]::new))
                .each(row -> accounts.put(row.getString(7), account(row)));
        return accounts;
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            throw new DirectoryUnavailableException("the directory cannot be asked", e);
        }
    }

    static Account account(ResultSet row) throws SQLException {
        String disabled = row.getString(5);
        return new Account(
                row.getLong(1),
                Address.parse(row.getString(2)),
                row.getString(3),
                row.getBoolean(4),
                disabled.isEmpty() ? Set.of() : Set.of(disabled.split(" ")),
                Optional.ofNullable(row.getString(6)).filter(url -> !url.isEmpty()));
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                row.getLong(1),
                Credential.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3));
    }
}
