package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/** How our types look in SQL. */
final class Sql {
    private Sql() {}

    static Array array(Connection connection, Collection<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    static <T> Array array(Connection connection, Collection<T> rows, Function<T, Long> column)
            throws SQLException {
        return connection.createArrayOf("bigint", rows.stream().map(column).toArray());
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Role.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
