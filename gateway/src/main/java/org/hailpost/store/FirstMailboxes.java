package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
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

    static void create(Connection connection, long account) throws SQLException {
        long uidValidity = account * UID_VALIDITY_STEP;
        try (PreparedStatement mailbox =
                        connection.prepareStatement(
                                """
                                insert into mailbox (account_id, id, name, role, uid_validity)
                                values (?, nextval('id_block'), ?, ?, ?)
                                """);
                PreparedStatement subscription =
                        connection.prepareStatement(
                                "insert into subscription (account_id, name) values (?, ?)")) {
            for (Role role : Role.values()) {
                mailbox.setLong(1, account);
                mailbox.setString(2, role.mailboxName());
                mailbox.setString(3, role.name().toLowerCase(Locale.ROOT));
                mailbox.setLong(4, uidValidity++);
                mailbox.addBatch();
                subscription.setLong(1, account);
                subscription.setString(2, role.mailboxName());
                subscription.addBatch();
            }
            mailbox.executeBatch();
            subscription.executeBatch();
        }
        PostgresRegistry.update(
                connection,
                "update account set uid_validity = ?, seq = 1 where id = ?",
                uidValidity,
                account);
        // The first change: HIGHESTMODSEQ of an empty mailbox is 1 and must not be a message's too.
        try (EventRows events = new EventRows(connection)) {
            events.mailboxChanged(account, 1, 0);
            events.flush();
        }
    }
}
