package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Gatherers;
import org.hailpost.account.Account;
import org.hailpost.account.Alias;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.Domain;
import org.hailpost.account.Forwarding;
import org.hailpost.account.Registry;
import org.hailpost.account.RegistryException;
import org.hailpost.account.RegistryException.Reason;
import org.hailpost.account.StoredPassword;
import org.hailpost.message.Address;

/**
 * The registry in the tables {@code domain}, {@code account}, {@code credential} and {@code alias}.
 * Writers of one domain wait for each other on its row, so that an address cannot become an account
 * and an alias at once.
 */
public final class PostgresRegistry implements Registry {
    private static final String UNIQUE_VIOLATION = "23505";

    /** Accounts per statement, which must end within the statement timeout. */
    private static final int AT_ONCE = 1000;

    private final Database database;
    private final ForwardRows forwards = new ForwardRows();

    public PostgresRegistry(Database database) {
        this.database = database;
    }

    @Override
    public void addDomain(String domain) {
        run(connection -> {
            try {
                return update(connection, "insert into domain (name) values (?)", domain);
            } catch (SQLException e) {
                if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                    throw new RegistryException(Reason.DOMAIN_EXISTS, domain);
                }
                throw e;
            }
        });
    }

    @Override
    public List<Domain> domains() {
        return rows(
                """
                select d.id, d.name, count(a.id), d.mailbox
                from domain d left join account a on a.domain_id = d.id
                group by d.id order by d.name
                """,
                row ->
                        new Domain(
                                row.getLong(1),
                                row.getString(2),
                                row.getLong(3),
                                Optional.ofNullable(row.getString(4))));
    }

    @Override
    public void removeDomain(String domain) {
        run(connection -> {
            long id = lockedDomain(connection, domain);
            if (one(connection, "select id from account where domain_id = ? limit 1", id)
                    .isPresent()) {
                throw new RegistryException(Reason.DOMAIN_IN_USE, domain);
            }
            update(connection, "delete from alias where domain_id = ?", id);
            return update(connection, "delete from domain where id = ?", id);
        });
    }

    @Override
    public Account addAccount(Address address, String displayName, StoredPassword password) {
        Address canonical = address.canonical();
        String name = canonical.toString();
        long id =
                run(connection -> {
                    long domain = lockedDomain(connection, canonical.domain());
                    refuseTaken(connection, name);
                    long account = insertAccount(connection, domain, name, displayName);
                    insertPassword(connection, List.of(account), password);
                    FirstMailboxes.create(connection, List.of(account));
                    return account;
                });
        return new Account(id, canonical, displayName, true);
    }

    @Override
    public void addAccounts(List<Address> addresses, StoredPassword password) {
        run(connection -> {
            for (List<Address> some : parts(addresses)) {
                addSome(connection, some, password);
            }
            return null;
        });
    }

    private static void addSome(
            Connection connection, List<Address> addresses, StoredPassword password)
            throws SQLException {
        long domain = lockedDomain(connection, addresses.getFirst().canonical().domain());
        Array names = names(connection, addresses);
        List<Long> accounts = new ArrayList<>();
        try (PreparedStatement statement =
                        prepare(
                                connection,
                                """
                                insert into account (domain_id, address, display_name)
                                select ?, name, '' from unnest(?) name
                                where not exists (select from alias where address = name)
                                on conflict do nothing returning id
                                """,
                                domain,
                                names);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                accounts.add(row.getLong(1));
            }
        }
        if (accounts.size() < addresses.size()) {
            throw new RegistryException(
                    Reason.ADDRESS_TAKEN, "one of " + addresses.size() + " addresses");
        }
        insertPassword(connection, accounts, password);
        FirstMailboxes.create(connection, accounts);
    }

    @Override
    public void addTokens(Map<Address, String> tokenHashes) {
        run(connection -> {
            for (List<Address> some : parts(List.copyOf(tokenHashes.keySet()))) {
                int added =
                        update(
                                connection,
                                """
                                insert into credential (account_id, kind, hash)
                                select a.id, 'bearer', t.hash
                                from unnest(?, ?) t(name, hash) join account a on a.address = t.name
                                """,
                                names(connection, some),
                                connection.createArrayOf(
                                        "text", some.stream().map(tokenHashes::get).toArray()));
                if (added < some.size()) {
                    throw new RegistryException(
                            Reason.NO_SUCH_ACCOUNT,
                            some.size() == 1
                                    ? some.getFirst().canonical().toString()
                                    : "one of " + some.size() + " addresses");
                }
            }
            return null;
        });
    }

    @Override
    public int removeTokens(Address account) {
        return run(connection ->
                update(
                        connection,
                        "delete from credential where account_id = ? and kind = 'bearer'",
                        lockedAccount(connection, account)));
    }

    /** As many at once as a statement takes. */
    private static List<List<Address>> parts(List<Address> addresses) {
        return addresses.stream().gather(Gatherers.windowFixed(AT_ONCE)).toList();
    }

    private static Array names(Connection connection, List<Address> addresses) throws SQLException {
        return connection.createArrayOf(
                "text",
                addresses.stream().map(address -> address.canonical().toString()).toArray());
    }

    @Override
    public List<Account> accounts() {
        return rows(PostgresDirectory.COLUMNS + "order by a.address", PostgresDirectory::account);
    }

    @Override
    public void changePassword(Address account, StoredPassword password) {
        run(connection -> {
            long id = lockedAccount(connection, account);
            update(
                    connection,
                    "delete from credential where account_id = ? and kind in ('password', 'scram')",
                    id);
            insertPassword(connection, List.of(id), password);
            return null;
        });
    }

    @Override
    public void enable(Address account, boolean enabled) {
        run(connection ->
                update(
                        connection,
                        "update account set enabled = ? where id = ?",
                        enabled,
                        lockedAccount(connection, account)));
    }

    @Override
    public void disableCapabilities(Address account, Set<String> words) {
        run(connection ->
                update(
                        connection,
                        "update account set disabled_capabilities = ? where id = ?",
                        String.join(" ", new TreeSet<>(words)),
                        lockedAccount(connection, account)));
    }

    @Override
    public void keepDomain(String domain, Optional<String> url) {
        run(connection ->
                update(
                        connection,
                        "update domain set mailbox = case when ? then ? end where id = ?",
                        url.isPresent(),
                        url.orElse(""),
                        lockedDomain(connection, domain)));
    }

    @Override
    public void keepAccount(Address account, Optional<String> url) {
        run(connection ->
                update(
                        connection,
                        "update account set mailbox = case when ? then ? end where id = ?",
                        url.isPresent(),
                        url.orElse(""),
                        lockedAccount(connection, account)));
    }

    @Override
    public void removeAccount(Address account) {
        removeAccount(account, new AccountRemoval());
    }

    void removeAccount(Address account, AccountRemoval removal) {
        run(connection -> {
            removal.begin(connection, lockedAccount(connection, account));
            return null;
        });
        boolean more = true;
        while (more) {
            more = run(connection -> removal.goOn(connection, lockedAccount(connection, account)));
        }
    }

    @Override
    public Forwarding forwarding(Address account) {
        return run(connection -> forwards.of(connection, lockedAccount(connection, account)));
    }

    @Override
    public void forward(Address account, Forwarding forwarding) {
        run(connection -> {
            long id = lockedAccount(connection, account);
            forwards.replace(connection, id, account, forwarding);
            return null;
        });
    }

    @Override
    public void addAlias(String alias, List<Address> targets) {
        run(connection -> {
            long domain = lockedDomain(connection, Alias.domain(alias));
            if (one(connection, "select id from account where address = ?", alias).isPresent()) {
                throw new RegistryException(Reason.ADDRESS_TAKEN, alias);
            }
            forwards.add(connection, alias, domain, targets);
            return null;
        });
    }

    @Override
    public List<Alias> aliases() {
        return rows(
                "select address, target from alias order by address, target",
                row -> new Alias(row.getString(1), Address.parse(row.getString(2))));
    }

    @Override
    public void removeAlias(String alias) {
        run(connection -> {
            if (update(connection, "delete from alias where address = ?", alias) == 0) {
                throw new RegistryException(Reason.NO_SUCH_ALIAS, alias);
            }
            return null;
        });
    }

    @Override
    public void removeAlias(String alias, Address target) {
        run(connection -> {
            String sql = "delete from alias where address = ? and lower(target) = lower(?)";
            if (update(connection, sql, alias, target.toString()) == 0) {
                throw new RegistryException(Reason.NO_SUCH_ALIAS, alias + " -> " + target);
            }
            return null;
        });
    }

    static long lockedDomain(Connection connection, String name) throws SQLException {
        return one(connection, "select id from domain where name = ? for update", name)
                .orElseThrow(() -> new RegistryException(Reason.NO_SUCH_DOMAIN, name));
    }

    private static long lockedAccount(Connection connection, Address address) throws SQLException {
        String name = address.canonical().toString();
        return one(connection, "select id from account where address = ? for update", name)
                .orElseThrow(() -> new RegistryException(Reason.NO_SUCH_ACCOUNT, name));
    }

    private static void refuseTaken(Connection connection, String address) throws SQLException {
        boolean taken =
                one(connection, "select id from account where address = ?", address).isPresent()
                        || one(connection, "select 1 from alias where address = ? limit 1", address)
                                .isPresent();
        if (taken) {
            throw new RegistryException(Reason.ADDRESS_TAKEN, address);
        }
    }

    private static long insertAccount(
            Connection connection, long domain, String address, String displayName)
            throws SQLException {
        return one(
                        connection,
                        """
                        insert into account (domain_id, address, display_name)
                        values (?, ?, ?) returning id
                        """,
                        domain,
                        address,
                        displayName)
                .orElseThrow();
    }

    private static void insertPassword(
            Connection connection, List<Long> accounts, StoredPassword password)
            throws SQLException {
        String sql =
                "insert into credential (account_id, kind, hash) select a, ?, ? from unnest(?) a";
        Array ids = connection.createArrayOf("bigint", accounts.toArray());
        update(connection, sql, "password", password.hash(), ids);
        if (password.verifier().isPresent()) {
            update(connection, sql, "scram", password.verifier().get().stored(), ids);
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    static OptionalLong one(Connection connection, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private <T> List<T> rows(String sql, SqlFunction<ResultSet, T> read) {
        return run(connection -> {
            var rows = new ArrayList<T>();
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(read.apply(result));
                }
            }
            return rows;
        });
    }

    private <T extends @org.jspecify.annotations.Nullable Object> T run(
            SqlFunction<Connection, T> work) {
        try {
            return database.inTransaction(work);
        } catch (StoreUnavailableException e) {
            throw new DirectoryUnavailableException("the database cannot be reached", e);
        }
    }
}
