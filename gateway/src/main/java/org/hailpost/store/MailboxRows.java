package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.Role;
import org.jspecify.annotations.Nullable;

/** Makes mailboxes, within a transaction that holds the account's row lock. */
final class MailboxRows {
    private MailboxRows() {}

    /** What every account has from its first day: a mailbox for each role, subscribed. */
    static void createAll(Connection connection, IdBlocks ids, long accountId) throws SQLException {
        for (Role role : Role.values()) {
            create(connection, ids, accountId, role.mailboxName(), role);
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert into subscription (account_id, name) values (?, ?) on conflict do nothing")) {
                statement.setLong(1, accountId);
                statement.setString(2, role.mailboxName());
                statement.executeUpdate();
            }
        }
    }

    /** Makes a mailbox and its missing parents; returns its id, or 0 if it is there already. */
    static long create(
            Connection connection, IdBlocks ids, long accountId, String name, @Nullable Role role)
            throws SQLException {
        for (int end = name.indexOf(Mailbox.DELIMITER);
                end > 0;
                end = name.indexOf(Mailbox.DELIMITER, end + 1)) {
            insert(connection, ids, accountId, name.substring(0, end), null);
        }
        return insert(connection, ids, accountId, name, role);
    }

    /** A name that is only a parent so far ({@code \Noselect}) becomes a mailbox. */
    private static long insert(
            Connection connection, IdBlocks ids, long accountId, String name, @Nullable Role role)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with validity as (update account set uid_validity = uid_validity + 1 where id = ?
                            returning uid_validity - 1 as value)
                        insert into mailbox (account_id, id, name, role, uid_validity)
                        select ?, ?, ?, ?, value from validity
                        on conflict (account_id, name) do update set selectable = true, role = excluded.role,
                            uid_validity = excluded.uid_validity
                        where not mailbox.selectable
                        returning id
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, accountId);
            statement.setLong(3, ids.take(connection));
            statement.setString(4, name);
            statement.setString(5, role == null ? null : Sql.name(role));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
