package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One statement in a transaction of its own: SQL, arguments, and what to do with the rows. */
final class Query {
    private final Database database;
    private final String sql;
    private final Object[] arguments;

    private Query(Database database, String sql, Object[] arguments) {
        this.database = database;
        this.sql = sql;
        this.arguments = arguments;
    }

    /** A collection of numbers becomes a bigint array. */
    static Query of(Database database, String sql, Object... arguments) {
        return new Query(database, sql, arguments);
    }

    <T> List<T> list(SqlFunction<ResultSet, T> row) {
        return execute(rows -> {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(row.apply(rows));
            }
            return list;
        });
    }

    <T> Optional<T> first(SqlFunction<ResultSet, T> row) {
        return execute(rows -> rows.next() ? Optional.of(row.apply(rows)) : Optional.empty());
    }

    void each(SqlFunction<ResultSet, ?> row) {
        list(r -> {
            row.apply(r);
            return true;
        });
    }

    int update() {
        try (Connection connection = database.connection();
                PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    private <T> T execute(SqlFunction<ResultSet, T> reader) {
        try (Connection connection = database.connection();
                PreparedStatement statement = prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return reader.apply(rows);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    @SuppressWarnings("unchecked") // the only collections passed are of numbers
    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Collection<?> numbers) {
                statement.setArray(i + 1, Sql.array(connection, (Collection<Long>) numbers));
            } else {
                statement.setObject(i + 1, arguments[i]);
            }
        }
        return statement;
    }
}
