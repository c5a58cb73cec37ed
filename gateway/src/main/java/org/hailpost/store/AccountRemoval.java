package org.hailpost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Removes an account with everything it has, in the caller's transaction. */
final class AccountRemoval {
    /** Tables without a foreign key to the account; alias and credential go with its row. */
    private static final List<String> TABLES =
            List.of(
                    "sent_request",
                    "delivery_state",
                    "terminal",
                    "event",
                    "subscription",
                    "keyword",
                    "expunged",
                    "placement",
                    "mailbox",
                    "thread",
                    "message");

    private AccountRemoval() {}

    /** The account's row is locked: nobody writes to it meanwhile. */
    static void remove(Connection connection, long account) throws SQLException {
        PostgresRegistry.update(
                connection,
                """
                update content c set message_count = c.message_count - gone.count
                from (select content_id, count(*) as count from message
                      where account_id = ? group by content_id) gone
                where c.id = gone.content_id
                """,
                account);
        PostgresRegistry.update(
                connection,
                """
                delete from content c using message m
                where m.account_id = ? and c.id = m.content_id and c.message_count <= 0
                """,
                account);
        for (String table : TABLES) {
            PostgresRegistry.update(
                    connection, "delete from " + table + " where account_id = ?", account);
        }
        PostgresRegistry.update(connection, "delete from account where id = ?", account);
    }
}
