package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes an account with everything it has: a large one in many transactions, since each statement
 * must end within the statement timeout. The account is disabled first; if the rest does not come
 * about, it is there, empty or in part, to be removed again.
 */
final class AccountRemoval {
    /** Rows in a statement. */
    private static final int AT_ONCE = 5_000;

    /** Tables without a foreign key to the account; alias and credential go with its row. */
    private static final List<String> TABLES =
            List.of(
                    "sent_request",
                    "sent_today",
                    "correspondent",
                    "delivery_state",
                    "terminal",
                    "event",
                    "subscription",
                    "keyword",
                    "expunged",
                    "metadata",
                    "search_segment",
                    "search_progress",
                    "mailbox",
                    "thread");

    private final int atOnce;

    AccountRemoval() {
        this(AT_ONCE);
    }

    AccountRemoval(int atOnce) {
        this.atOnce = atOnce;
    }

    /** From here on nothing comes in. The account's row is locked, as for all that follows. */
    void begin(Connection connection, long account) throws SQLException {
        PostgresRegistry.update(
                connection, "update account set enabled = false where id = ?", account);
    }

    /** Removes some of what there is, and in the end the account; false when it is gone. */
    boolean goOn(Connection connection, long account) throws SQLException {
        if (placements(connection, account) == atOnce || messages(connection, account) == atOnce) {
            return true;
        }
        for (String table : TABLES) {
            if (some(connection, table, account) == atOnce) {
                return true;
            }
        }
        PostgresRegistry.update(connection, "delete from account where id = ?", account);
        return false;
    }

    private int some(Connection connection, String table, long account) throws SQLException {
        return PostgresRegistry.update(
                connection,
                "delete from %1$s where ctid = any(array(select ctid from %1$s where account_id = ? limit %2$d))"
                        .formatted(table, atOnce),
                account);
    }

    /** With the counters: the account may be enabled again and not be removed after all. */
    private int placements(Connection connection, long account) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with gone as (delete from placement
                            where ctid = any(array(select ctid from placement where account_id = ? limit ?))
                            returning account_id, message_id),
                        freed as (select count(*) as messages, coalesce(sum(m.size), 0) as octets
                            from gone g left join message m on m.account_id = g.account_id and m.id = g.message_id)
                        update account set used_messages = used_messages - messages, used_octets = used_octets - octets
                        from freed where id = ? returning messages
                        """)) {
            statement.setLong(1, account);
            statement.setInt(2, atOnce);
            statement.setLong(3, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private int messages(Connection connection, long account) throws SQLException {
        List<Long> contents = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from message
                        where ctid = any(array(select ctid from message where account_id = ? limit ?))
                        returning content_id
                        """)) {
            statement.setLong(1, account);
            statement.setInt(2, atOnce);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    contents.add(row.getLong(1));
                }
            }
        }
        MessageRemoval.release(connection, contents);
        return contents.size();
    }
}
