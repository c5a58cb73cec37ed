package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.hailpost.mailbox.MailboxGoneException;

/**
 * The account's row lock and its change counter, for a change of one account: lock, change, then
 * advance only if something changed, so that seq has no gaps and nothing is logged that did not
 * happen.
 */
final class Accounts {
    private Accounts() {}

    /** Locks the account's row until the transaction ends; returns its seq. */
    static long lock(Connection connection, long accountId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select seq from account where id = ? for no key update")) {
            statement.setLong(1, accountId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new MailboxGoneException("account " + accountId);
                }
                return row.getLong(1);
            }
        }
    }

    /** Sets the seq of a locked account. */
    static void advance(Connection connection, long accountId, long seq) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update account set seq = ? where id = ?")) {
            statement.setLong(1, seq);
            statement.setLong(2, accountId);
            statement.executeUpdate();
        }
    }

    /** The same, with so many octets and messages more (or, negative, fewer) in its mailboxes. */
    static AccountUse advance(
            Connection connection, long accountId, long seq, long octets, long messages)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "update account a set seq = ?, used_octets = used_octets + ?, used_messages = used_messages + ?"
                                + " where id = ? returning "
                                + AccountUse.COLUMNS)) {
            statement.setLong(1, seq);
            statement.setLong(2, octets);
            statement.setLong(3, messages);
            statement.setLong(4, accountId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new MailboxGoneException("account " + accountId);
                }
                return AccountUse.read(row, 1);
            }
        }
    }

    /** Sets HIGHESTMODSEQ of a mailbox of a locked account, and takes UIDs; returns the first. */
    static long advanceMailbox(
            Connection connection, long accountId, long mailboxId, long modseq, int uids)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update mailbox set highest_modseq = ?, uid_next = uid_next + ?
                        where account_id = ? and id = ? returning uid_next
                        """)) {
            statement.setLong(1, modseq);
            statement.setInt(2, uids);
            statement.setLong(3, accountId);
            statement.setLong(4, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new MailboxGoneException("mailbox " + mailboxId);
                }
                return row.getLong(1) - uids;
            }
        }
    }
}
