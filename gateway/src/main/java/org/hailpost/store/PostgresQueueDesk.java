package org.hailpost.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Consignment.Claim;
import org.hailpost.outbound.Fate;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.QueueDesk;
import org.hailpost.outbound.Settlement;

/**
 * The queue's rows for an administrator. What changes many rows does so in bites, each a short
 * transaction, so that a gateway at work is not held up.
 */
public final class PostgresQueueDesk implements QueueDesk {
    private static final int BITE = 2_000;
    private static final int DROP_BITE = 200;
    private static final int HEADER = 16 * 1024;

    private static final Failure DROPPED =
            new Failure("", "5.7.0", "taken out of the queue by the administrator");

    private static final String FROM =
            " from outbound_recipient r join outbound_mail m on m.id = r.mail_id where ";

    private final Database database;

    public PostgresQueueDesk(Database database) {
        this.database = database;
    }

    /** A condition on {@code outbound_recipient r}, and its arguments. */
    private record Condition(String sql, List<Object> arguments) {
        static Condition of(Selection selection) {
            return switch (selection) {
                case Selection.OfMail(long id) -> new Condition("r.mail_id = ?", List.of(id));
                case Selection.OfAddress(String address) ->
                        new Condition(
                                "lower(r.address) = ?", List.of(address.toLowerCase(Locale.ROOT)));
                case Selection.OfDestination(String name) ->
                        new Condition(
                                "(r.destination = ? or lower(substring(r.address from '@([^@]*)$')) = ?)",
                                List.of(name, name.toLowerCase(Locale.ROOT)));
                case Selection.All() -> new Condition("true", List.of());
            };
        }

        Object[] with(Object... more) {
            List<Object> all = new ArrayList<>(arguments);
            all.addAll(List.of(more));
            return all.toArray();
        }
    }

    @Override
    public Listing list(Selection selection, int limit) {
        Condition condition = Condition.of(selection);
        List<Line> lines =
                Query.of(
                                database,
                                """
                                select r.mail_id, m.sender, r.address, r.destination, m.since, r.attempts,
                                    nullif(r.due_at, 'infinity') as due_at, r.node, r.host, r.status, r.diagnostic
                                """
                                        + FROM
                                        + condition.sql
                                        + " order by r.mail_id, r.position limit ?",
                                condition.with(limit))
                        .list(PostgresQueueDesk::line);
        long total =
                lines.size() < limit
                        ? lines.size()
                        : Query.of(
                                        database,
                                        "select count(*)" + FROM + condition.sql,
                                        condition.with())
                                .first(row -> row.getLong(1))
                                .orElseThrow();
        return new Listing(lines, total);
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getLong("mail_id"),
                row.getString("sender"),
                row.getString("address"),
                row.getString("destination"),
                row.getTimestamp("since").toInstant(),
                row.getLong("attempts"),
                Optional.ofNullable(row.getTimestamp("due_at")).map(Timestamp::toInstant),
                row.getString("node") != null,
                new Failure(
                        row.getString("host"),
                        row.getString("status"),
                        row.getString("diagnostic")));
    }

    @Override
    public Optional<MailView> show(long mailId) {
        List<Line> lines = list(new Selection.OfMail(mailId), Integer.MAX_VALUE).lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return Query.of(
                        database,
                        """
                        select c.size + octet_length(m.trace), m.trace || substr(c.bytes, 1, ?)
                        from outbound_mail m join content c on c.id = m.content_id where m.id = ?
                        """,
                        HEADER,
                        mailId)
                .first(row -> new MailView(lines, row.getLong(1), header(row.getBytes(2))));
    }

    private static String header(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public long retry(Selection selection) {
        return due(selection, "r.due_at > now() and r.due_at < 'infinity'", "due_at = now()");
    }

    @Override
    public long release(Selection selection) {
        return due(selection, "r.due_at = 'infinity'", "due_at = now(), report_at = now()");
    }

    @Override
    public long hold(Selection selection) {
        return inBites(
                selection,
                "r.due_at < 'infinity'",
                "due_at = 'infinity', report_at = 'infinity'",
                false);
    }

    private long due(Selection selection, String which, String change) {
        return inBites(selection, which, change, true);
    }

    private long inBites(Selection selection, String which, String change, boolean due) {
        String sql =
                """
                update outbound_recipient r set %s where r.ctid = any(array(
                    select r.ctid from outbound_recipient r where %s and r.node is null and %s limit %d for update skip locked))
                returning r.mail_id
                """
                        .formatted(change, which, Condition.of(selection).sql, BITE);
        long all = 0;
        int bite;
        do {
            bite = database.inTransaction(connection -> bite(connection, sql, selection, due));
            all += bite;
        } while (bite == BITE);
        return all;
    }

    private static int bite(Connection connection, String sql, Selection selection, boolean due)
            throws SQLException {
        List<Long> mails = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int i = 0;
            for (Object argument : Condition.of(selection).arguments) {
                statement.setObject(++i, argument);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    mails.add(row.getLong(1));
                }
            }
        }
        if (due && !mails.isEmpty()) {
            DestinationRows.tryNow(connection, new TreeSet<>(mails));
        }
        return mails.size();
    }

    @Override
    public long drop(Selection selection) {
        Condition condition = Condition.of(selection);
        long all = 0;
        int bite;
        do {
            QueueRows rows = new QueueRows(database);
            Query.of(
                            database,
                            "select "
                                    + QueueRows.COLUMNS
                                    + FROM
                                    + condition.sql
                                    + " and r.node is null limit ?",
                            condition.with(DROP_BITE))
                    .each(row -> {
                        rows.add(row, Claim.NONE);
                        return true;
                    });
            List<Settlement> settlements =
                    rows.consignments().stream().map(PostgresQueueDesk::dropped).toList();
            bite = settlements.stream().mapToInt(s -> s.fates().size()).sum();
            QueueResults results = new QueueResults("", settlements);
            database.inTransaction(connection -> {
                results.apply(connection);
                return true;
            });
            all += bite;
        } while (bite == DROP_BITE);
        return all;
    }

    private static Settlement dropped(Consignment consignment) {
        return new Settlement(
                consignment,
                Collections.nCopies(consignment.entries().size(), new Fate.Bounced(DROPPED)));
    }
}
