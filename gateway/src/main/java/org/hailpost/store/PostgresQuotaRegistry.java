package org.hailpost.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.QuotaRegistry;
import org.hailpost.account.RegistryException;
import org.hailpost.account.RegistryException.Reason;
import org.hailpost.message.Address;

/** The limits in the tables {@code domain} and {@code account}. */
public final class PostgresQuotaRegistry implements QuotaRegistry {
    private static final String ACCOUNTS =
            "select address, used_octets, used_messages, quota_octets, quota_messages from account ";

    private static final String DOMAINS =
            """
            select d.name, coalesce(sum(a.used_octets), 0), coalesce(sum(a.used_messages), 0),
                d.quota_octets, d.quota_messages
            from domain d left join account a on a.domain_id = d.id
            """;

    /** One after the other, so that the second counts what the lock waited for. */
    private static final String RECOUNT =
            """
            select id from account where address = ? for no key update;

            update account a set used_octets = n.octets, used_messages = n.messages
            from account b cross join lateral (
                select count(*) as messages, coalesce(sum(m.size), 0) as octets
                from placement p left join message m on m.account_id = p.account_id and m.id = p.message_id
                where p.account_id = b.id) as n
            where b.address = ? and a.id = b.id
            returning b.address, b.used_octets, b.used_messages, b.quota_octets, b.quota_messages
            """;

    private final Database database;

    public PostgresQuotaRegistry(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> domains() {
        return entries(DOMAINS + "group by d.id order by d.name");
    }

    @Override
    public List<Entry> accounts() {
        return entries(ACCOUNTS + "order by address");
    }

    @Override
    public Entry domain(String domain) {
        return entries(DOMAINS + "where d.name = ? group by d.id", domain).stream()
                .findFirst()
                .orElseThrow(() -> new RegistryException(Reason.NO_SUCH_DOMAIN, domain));
    }

    @Override
    public Entry account(Address account) {
        String name = account.canonical().toString();
        return entries(ACCOUNTS + "where address = ?", name).stream()
                .findFirst()
                .orElseThrow(() -> new RegistryException(Reason.NO_SUCH_ACCOUNT, name));
    }

    @Override
    public void limitDomain(String domain, Resource resource, OptionalLong limit) {
        limit("domain", "name", domain, Reason.NO_SUCH_DOMAIN, resource, limit);
    }

    @Override
    public void limitAccount(Address account, Resource resource, OptionalLong limit) {
        String name = account.canonical().toString();
        limit("account", "address", name, Reason.NO_SUCH_ACCOUNT, resource, limit);
    }

    /** Under the account's lock: whoever changes its placements comes before or after. */
    @Override
    public Entry recount(Address account) {
        String name = account.canonical().toString();
        try {
            return database.inTransaction(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(RECOUNT)) {
                    statement.setString(1, name);
                    statement.setString(2, name);
                    statement.execute();
                    statement.getMoreResults(); // from the lock to what was there
                    try (ResultSet row = statement.getResultSet()) {
                        if (!row.next()) {
                            throw new RegistryException(Reason.NO_SUCH_ACCOUNT, name);
                        }
                        return entry(row);
                    }
                }
            });
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private void limit(
            String table,
            String key,
            String name,
            Reason missing,
            Resource resource,
            OptionalLong limit) {
        String column = resource == Resource.STORAGE ? "quota_octets" : "quota_messages";
        String value = limit.isEmpty() ? "null" : Long.toString(limit.getAsLong());
        try {
            int changed =
                    Query.of(
                                    database,
                                    "update %s set %s = %s where %s = ?"
                                            .formatted(table, column, value, key),
                                    name)
                            .update();
            if (changed == 0) {
                throw new RegistryException(missing, name);
            }
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private List<Entry> entries(String sql, Object... arguments) {
        try {
            return Query.of(database, sql, arguments).list(PostgresQuotaRegistry::entry);
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private static DirectoryUnavailableException unavailable(StoreException e) {
        return new DirectoryUnavailableException("the database cannot be reached", e);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1), row.getLong(2), row.getLong(3), limit(row, 4), limit(row, 5));
    }

    private static OptionalLong limit(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
