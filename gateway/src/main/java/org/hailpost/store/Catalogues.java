package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Catalogue;
import org.hailpost.mailbox.MailboxGoneException;

/** Reads an account's catalogue, in a transaction of one snapshot. */
final class Catalogues implements SqlFunction<Connection, Catalogue> {
    private final long accountId;

    Catalogues(long accountId) {
        this.accountId = accountId;
    }

    @Override
    public Catalogue apply(Connection connection) throws SQLException {
        long seq =
                read(connection, "select seq from account where id = ?", row -> row.getLong(1))
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> new MailboxGoneException("account " + accountId));
        Set<String> subscriptions =
                new HashSet<>(
                        read(
                                connection,
                                "select name from subscription where account_id = ?",
                                row -> row.getString(1)));
        List<Catalogue.Entry> entries =
                read(
                        connection,
                        PostgresMailboxes.ALL,
                        row ->
                                new Catalogue.Entry(
                                        PostgresMailboxes.mailbox(accountId, row),
                                        row.getLong(7),
                                        row.getLong(8)));
        return new Catalogue(seq, entries, subscriptions);
    }

    private <T> List<T> read(Connection connection, String sql, SqlFunction<ResultSet, T> each)
            throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, accountId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(each.apply(row));
                }
            }
        }
        return all;
    }
}
