package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Flags;

/**
 * The keywords of one mailbox within a transaction that holds the account's row lock. Keywords are
 * compared without regard to case and never removed (RFC 9051 §2.3.2).
 */
final class Keywords {
    /** An index entry of PostgreSQL takes 2,704 octets; a character takes four at most. */
    private static final int LONGEST = 255;

    private final long accountId;
    private final long mailboxId;
    private final List<String> names = new ArrayList<>();

    private Keywords(long accountId, long mailboxId) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    static Keywords read(Connection connection, long accountId, long mailboxId)
            throws SQLException {
        Keywords keywords = new Keywords(accountId, mailboxId);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select name from keyword where account_id = ? and mailbox_id = ?
                        order by position
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keywords.names.add(row.getString(1));
                }
            }
        }
        return keywords;
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /**
     * The bits of these keywords; unknown ones are made while there is room, then left out, as are
     * those longer than {@value #LONGEST} characters.
     */
    long bits(Connection connection, List<String> wanted) throws SQLException {
        long bits = 0;
        for (String name : wanted) {
            int position = position(name);
            if (position < 0 && names.size() < Flags.KEYWORD_LIMIT && name.length() <= LONGEST) {
                position = add(connection, name);
            }
            if (position >= 0) {
                bits |= Flags.keyword(position);
            }
        }
        return bits;
    }

    /** The names of the keyword bits in {@code flags}. */
    List<String> of(long flags) {
        List<String> set = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (Flags.isSet(flags, Flags.keyword(i))) {
                set.add(names.get(i));
            }
        }
        return set;
    }

    private int position(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private int add(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        insert into keyword (account_id, mailbox_id, position, name)
                        values (?, ?, ?, ?)
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            statement.setInt(3, names.size());
            statement.setString(4, name);
            statement.executeUpdate();
        }
        names.add(name);
        return names.size() - 1;
    }
}
