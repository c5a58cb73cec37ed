package org.hailpost.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds rows to a statement column by column, an array each: {@code insert into t (a, b) select
 * unnest(?::bigint[]), unnest(?::text[])}.
 *
 * <p>So one statement takes any number of rows and is planned once, where rewritten {@code values}
 * lists are another statement for each number of rows. In the select list, {@code unnest} hands
 * rows on one by one; in {@code from} it would first write them all to a temporary table. The
 * arrays are typed, for the driver sends such in binary form.
 */
final class Columns {
    /** 2000-01-01, in Unix seconds. */
    private static final long POSTGRES_EPOCH = 946_684_800;

    private final Connection connection;
    private final PreparedStatement statement;
    private int bound;

    /** What is bound first becomes the statement's first parameter. */
    Columns(PreparedStatement statement) throws SQLException {
        this.connection = statement.getConnection();
        this.statement = statement;
    }

    /** {@code bigint[]} */
    <T> Columns numbers(Collection<T> rows, ToLongFunction<T> column) throws SQLException {
        long[] values = new long[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = column.applyAsLong(row);
        }
        statement.setObject(++bound, values); // the driver takes primitive arrays here
        return this;
    }

    /** {@code bigint[]} */
    <T> Columns numbersOrNull(Collection<T> rows, Function<T, @Nullable Long> column)
            throws SQLException {
        return bind("bigint", fill(new Long[rows.size()], rows, column));
    }

    /** {@code boolean[]} */
    <T> Columns truths(Collection<T> rows, Function<T, Boolean> column) throws SQLException {
        return bind("boolean", fill(new Boolean[rows.size()], rows, column));
    }

    /** {@code text[]} */
    <T> Columns texts(Collection<T> rows, Function<T, @Nullable String> column)
            throws SQLException {
        return bind("text", fill(new String[rows.size()], rows, column));
    }

    /** {@code uuid[]} */
    <T> Columns ids(Collection<T> rows, Function<T, UUID> column) throws SQLException {
        return bind("uuid", rows.stream().map(column).toArray(UUID[]::new));
    }

    /** {@code float8[]} for {@code to_timestamp}, exact to the microsecond in our days. */
    <T> Columns instants(Collection<T> rows, Function<T, Instant> column) throws SQLException {
        return bind(
                "float8",
                rows.stream()
                        .map(column)
                        .mapToDouble(Columns::seconds)
                        .boxed()
                        .toArray(Double[]::new));
    }

    /** What such an instant comes back as: PostgreSQL counts microseconds from its own epoch. */
    static Instant stored(Instant at) {
        long micros = (long) Math.rint((seconds(at) - POSTGRES_EPOCH) * 1_000_000);
        return Instant.ofEpochSecond(POSTGRES_EPOCH).plus(micros, ChronoUnit.MICROS);
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond() + at.getNano() / 1e9;
    }

    /** {@code float8[]} */
    <T> Columns decimals(Collection<T> rows, Function<T, @Nullable Double> column)
            throws SQLException {
        return bind("float8", fill(new Double[rows.size()], rows, column));
    }

    /** {@code int[]} for {@code date 'epoch' + days}. */
    <T> Columns days(Collection<T> rows, Function<T, @Nullable LocalDate> column)
            throws SQLException {
        return bind(
                "int",
                fill(
                        new Integer[rows.size()],
                        rows,
                        row -> {
                            LocalDate day = column.apply(row);
                            return day == null ? null : Math.toIntExact(day.toEpochDay());
                        }));
    }

    /** {@code bytea[]} */
    <T> Columns bytes(Collection<T> rows, Bytes<T> column) throws SQLException, IOException {
        byte[] @Nullable [] values = new byte[rows.size()][];
        int i = 0;
        for (T row : rows) {
            values[i++] = column.of(row);
        }
        return bind("bytea", values);
    }

    /** The bytes of a row, or null. */
    @FunctionalInterface
    interface Bytes<T> {
        byte @Nullable [] of(T row) throws IOException;
    }

    private static <T, V> @Nullable V[] fill(
            @Nullable V[] values, Collection<T> rows, Function<T, ? extends @Nullable V> column) {
        int i = 0;
        for (T row : rows) {
            values[i++] = column.apply(row);
        }
        return values;
    }

    private Columns bind(String type, @Nullable Object[] values) throws SQLException {
        statement.setArray(++bound, connection.createArrayOf(type, values));
        return this;
    }
}
