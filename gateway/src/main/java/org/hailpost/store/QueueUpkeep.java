package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for what no run of the queue leaves behind, but a repair by hand may: mails without
 * recipients, and recipients whose destination has no row, so that nobody would look for them.
 */
final class QueueUpkeep {
    private static final int BITE = 5_000;

    private QueueUpkeep() {}

    /** Removes mails without recipients, by and by; returns how many. */
    static int removeEmptyMails(Database database) {
        int removed = 0;
        Optional<Long> last = Optional.of(0L);
        while (last.isPresent()) {
            long from = last.get();
            last =
                    Query.of(
                                    database,
                                    """
                                    select max(id) from
                                        (select id from outbound_mail where id > ? order by id limit ?) as bite
                                    """,
                                    from,
                                    BITE)
                            .first(row -> row.getLong(1))
                            .filter(id -> id > 0);
            if (last.isPresent()) {
                long to = last.get();
                removed += database.inTransaction(connection -> remove(connection, from, to));
            }
        }
        return removed;
    }

    private static int remove(Connection connection, long from, long to) throws SQLException {
        List<Long> contents = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from outbound_mail m where id > ? and id <= ?
                            and not exists (select from outbound_recipient r where r.mail_id = m.id)
                        returning content_id
                        """)) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    contents.add(row.getLong(1));
                }
            }
        }
        if (!contents.isEmpty()) {
            MessageRemoval.release(connection, contents);
        }
        return contents.size();
    }

    /**
     * Jumps from destination to destination in the index, whatever number of recipients each has.
     */
    static int findLostRecipients(Database database) {
        return Query.of(
                        database,
                        """
                        with recursive names as (
                            (select destination from outbound_recipient order by destination limit 1)
                            union all
                            select (select r.destination from outbound_recipient r where r.destination > n.destination
                                order by r.destination limit 1)
                            from names n where n.destination is not null)
                        insert into outbound_destination (name, due_at)
                        select destination, now() from names where destination is not null order by destination
                        on conflict do nothing
                        """)
                .update();
    }
}
