package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.TooManyNamesException;
import org.jspecify.annotations.Nullable;

/** Makes mailboxes, within a transaction that holds the account's row lock. */
final class MailboxRows {
    private MailboxRows() {}

    /** Makes a mailbox and its missing parents under a seq; returns its id, or 0 if it is there. */
    static long create(
            Connection connection,
            IdBlocks ids,
            long accountId,
            String name,
            @Nullable Role role,
            long seq)
            throws SQLException {
        insertParents(connection, ids, accountId, name, seq);
        long id = insert(connection, ids, accountId, name, role, seq);
        checkNumber(connection, "mailbox", accountId);
        return id;
    }

    /** Whether a mailbox of the account has the role. */
    static boolean hasRole(Connection connection, long accountId, Role role) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select from mailbox where account_id = ? and role = ?")) {
            statement.setLong(1, accountId);
            statement.setString(2, Sql.name(role));
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Makes what is missing above a name. */
    static void createParents(
            Connection connection, IdBlocks ids, long accountId, String name, long seq)
            throws SQLException {
        insertParents(connection, ids, accountId, name, seq);
        checkNumber(connection, "mailbox", accountId);
    }

    /**
     * Refuses what makes an account have more rows of a kind than it may.
     *
     * @param table {@code mailbox} or {@code subscription}
     */
    static void checkNumber(Connection connection, String table, long accountId)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select count(*) from " + table + " where account_id = ?")) {
            statement.setLong(1, accountId);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && row.getLong(1) > MailboxStore.MOST_NAMES) {
                    throw new TooManyNamesException(table);
                }
            }
        }
    }

    private static void insertParents(
            Connection connection, IdBlocks ids, long accountId, String name, long seq)
            throws SQLException {
        for (int end = name.indexOf(Mailbox.DELIMITER);
                end > 0;
                end = name.indexOf(Mailbox.DELIMITER, end + 1)) {
            insert(connection, ids, accountId, name.substring(0, end), null, seq);
        }
    }

    /** A name that is only a parent so far ({@code \Noselect}) becomes a mailbox. */
    private static long insert(
            Connection connection,
            IdBlocks ids,
            long accountId,
            String name,
            @Nullable Role role,
            long seq)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with validity as (update account set uid_validity = uid_validity + 1 where id = ?
                            returning uid_validity - 1 as value)
                        insert into mailbox (account_id, id, name, role, highest_modseq, uid_validity)
                        select ?, ?, ?, ?, ?, value from validity
                        on conflict (account_id, name) do update set selectable = true, role = excluded.role,
                            uid_validity = excluded.uid_validity, highest_modseq = excluded.highest_modseq
                        where not mailbox.selectable
                        returning id
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, accountId);
            statement.setLong(3, ids.take(connection));
            statement.setString(4, name);
            statement.setString(5, role == null ? null : Sql.name(role));
            statement.setLong(6, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
