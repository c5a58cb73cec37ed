package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;

/** The rows of {@code outbound_destination}, each locked in the order of their names. */
final class DestinationRows {
    /** A row comes due no later than its recipients, unless it is put off. */
    static final String SOONER =
            """
            on conflict (name) do update set due_at = greatest(least(d.due_at, excluded.due_at), d.put_off_until)
            where d.due_at > greatest(excluded.due_at, d.put_off_until)
            """;

    private DestinationRows() {}

    /** After the due times of recipients of these mails have changed. */
    static void comeDue(Connection connection, Collection<Long> mails) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into outbound_destination as d (name, due_at)
                        select destination, min(due_at) from outbound_recipient where mail_id = any(?)
                        group by destination order by destination
                        """
                                + SOONER)) {
            statement.setArray(1, Sql.array(connection, mails));
            statement.executeUpdate();
        }
    }

    /** The same, and whoever was put off is no longer. */
    static void tryNow(Connection connection, Collection<Long> mails) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into outbound_destination as d (name, due_at)
                        select destination, min(due_at) from outbound_recipient where mail_id = any(?)
                        group by destination order by destination
                        on conflict (name) do update set due_at = least(d.due_at, excluded.due_at), failures = 0,
                            put_off_until = '-infinity'
                        """)) {
            statement.setArray(1, Sql.array(connection, mails));
            statement.executeUpdate();
        }
    }

    /**
     * Of those for which nothing was found, moves the due time to what there is, or removes the
     * row. Whoever brings mail for one has its row locked: such are left for the next time.
     */
    static void settle(Connection connection, List<String> idle) throws SQLException {
        List<String> locked = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select name from outbound_destination where name = any(?) order by name for update skip locked")) {
            statement.setArray(1, connection.createArrayOf("text", idle.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    locked.add(row.getString(1));
                }
            }
        }
        if (locked.isEmpty()) {
            return;
        }
        // Statements of their own: they see what was committed before the locks were had.
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from outbound_destination d where name = any(?)
                            and not exists (select from outbound_recipient r where r.destination = d.name)
                        """)) {
            statement.setArray(1, connection.createArrayOf("text", locked.toArray()));
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update outbound_destination d set due_at = greatest(d.put_off_until,
                            (select min(r.due_at) from outbound_recipient r where r.destination = d.name))
                        where name = any(?)
                        """)) {
            statement.setArray(1, connection.createArrayOf("text", locked.toArray()));
            statement.executeUpdate();
        }
    }

    /**
     * Puts one off that is not put off already.
     *
     * @param wait for how long, after so many failures in a row
     */
    static void putOff(Connection connection, String name, LongFunction<Duration> wait)
            throws SQLException {
        long failures;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select failures from outbound_destination where name = ? and put_off_until <= now() for no key update")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                failures = row.getLong(1) + 1;
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update outbound_destination set failures = ?, put_off_until = now() + ? * interval '1 millisecond',
                            due_at = now() + ? * interval '1 millisecond' where name = ?
                        """)) {
            long millis = wait.apply(failures).toMillis();
            statement.setLong(1, failures);
            statement.setLong(2, millis);
            statement.setLong(3, millis);
            statement.setString(4, name);
            statement.executeUpdate();
        }
    }

    /** One that was put off has answered. */
    static void answered(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update outbound_destination set failures = 0, put_off_until = '-infinity', due_at = now()
                        where name = ? and failures > 0
                        """)) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }
}
