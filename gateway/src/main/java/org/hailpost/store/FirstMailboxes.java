package org.hailpost.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.hailpost.mailbox.Role;

/** The mailboxes a new account has: one for each {@link Role}, subscribed. */
final class FirstMailboxes {
    /**
     * An account's UIDVALIDITY counter starts here times its id: an account that is removed and
     * made again under the same address must not repeat a UIDVALIDITY that mail clients have cached
     * (RFC 9051 §2.3.1.1). Account ids only grow.
     */
    private static final long UID_VALIDITY_STEP = 100;

    private FirstMailboxes() {}

    static void create(Connection connection, List<Long> accounts) throws SQLException {
        Array ids = connection.createArrayOf("bigint", accounts.toArray());
        Array names = connection.createArrayOf("text", names(Role::mailboxName));
        Array roles =
                connection.createArrayOf(
                        "text", names(role -> role.name().toLowerCase(Locale.ROOT)));
        PostgresRegistry.update(
                connection,
                """
                insert into mailbox (account_id, id, name, role, uid_validity)
                select a, nextval('id_block'), r.name, r.role, a * ? + r.n - 1
                from unnest(?) a cross join unnest(?, ?) with ordinality r(name, role, n)
                """,
                UID_VALIDITY_STEP,
                ids,
                names,
                roles);
        PostgresRegistry.update(
                connection,
                """
                insert into subscription (account_id, name)
                select a, r from unnest(?) a cross join unnest(?) r
                """,
                ids,
                names);
        PostgresRegistry.update(
                connection,
                "update account set uid_validity = id * ? + ?, seq = 1 where id = any(?)",
                UID_VALIDITY_STEP,
                Role.values().length,
                ids);
        // The first change: HIGHESTMODSEQ of an empty mailbox is 1 and must not be a message's too.
        EventRows events = new EventRows();
        accounts.forEach(account -> events.mailboxChanged(account, 1, 0));
        events.insert(connection);
    }

    private static String[] names(Function<Role, String> name) {
        return Arrays.stream(Role.values()).map(name).toArray(String[]::new);
    }
}
