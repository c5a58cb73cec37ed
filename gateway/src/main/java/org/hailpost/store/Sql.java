package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/** How our types look in SQL. */
final class Sql {
    /**
     * Plans are made once and go by indexes: to plan the statements of a batch anew, for just this
     * number of rows, takes longer than to run them; and a plan that was made while a table was
     * small must not read all of it when it is large. Holds for the transaction.
     */
    static final String PLAN =
            """
            select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true);

            """;

    /**
     * The same, for few rows of a table that may be large: the planner, who cannot know how few,
     * must not think of reading all of it.
     */
    static final String ROW_BY_ROW =
            """
            select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);

            """;

    /**
     * Messages of an account by their ids, as {@code m}; takes the ids, then the account.
     *
     * <p>Each is looked up by itself: {@code offset 0} keeps the planner from joining in another
     * way. It knows accounts and mailboxes by their average, and where most are small it takes
     * reading all of one for as good a way to a few messages.
     */
    static final String MESSAGES =
            """
            unnest(?::bigint[]) as asked(id) cross join lateral (
                select * from message where account_id = ? and id = asked.id offset 0) as m
            """;

    /**
     * What lies in a mailbox under some UIDs, as {@code p}, in the manner of {@link #MESSAGES};
     * takes the UIDs, then the account, then the mailbox.
     */
    static final String PLACEMENTS =
            """
            unnest(?::bigint[]) as asked(uid) cross join lateral (
                select ctid, * from placement
                where account_id = ? and mailbox_id = ? and uid = asked.uid offset 0) as p
            """;

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

    static Event.State state(String name) {
        return Event.State.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Role.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
