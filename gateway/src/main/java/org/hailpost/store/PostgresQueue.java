package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.ReportMail;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Consignment.Claim;
import org.hailpost.outbound.Notice;
import org.hailpost.outbound.NoticeUndeliverableException;
import org.hailpost.outbound.Queue;
import org.hailpost.outbound.Settlement;

/** The outbound queue, as this node works on it. */
public final class PostgresQueue implements Queue {
    /**
     * Looks at the destinations that are due, by index, and takes a few of the due recipients of
     * each, by index. Nobody else takes the same: the rows are locked, and due later afterwards.
     */
    private static final String CLAIM =
            """
            with chosen as materialized (
                select name, failures from outbound_destination where due_at <= now() and name <> all(?)
                order by due_at limit ?),
            due as materialized (
                select r.mail_id, r.position from chosen c cross join lateral (
                    select mail_id, position from outbound_recipient where destination = c.name and due_at <= now()
                    order by due_at limit case when c.failures > 0 then 1 else ? end for update skip locked) r),
            claimed as (
                update outbound_recipient r set attempts = r.attempts + 1, attempted_at = now(), node = ?,
                    due_at = now() + ? * interval '1 second'
                from due d where r.mail_id = d.mail_id and r.position = d.position
                returning r.*)
            select c.name, c.failures, %s from chosen c left join (claimed r join outbound_mail m on m.id = r.mail_id)
                on r.destination = c.name
            order by r.mail_id, r.position
            """
                    .formatted(QueueRows.COLUMNS);

    private final Database database;
    private final GroupCommit intake;
    private final ChangeFeed feed;
    private final String node;

    /**
     * @param intake brings reports to their readers
     * @param node the name of this process
     */
    public PostgresQueue(Database database, GroupCommit intake, ChangeFeed feed, String node) {
        this.database = database;
        this.intake = intake;
        this.feed = feed;
        this.node = node;
    }

    @Override
    public List<Consignment> claim(Set<String> saturated, int destinations, int perDestination) {
        QueueRows rows = new QueueRows(database);
        boolean found =
                database.inTransaction(connection -> {
                    List<String> idle = new ArrayList<>();
                    boolean any =
                            claim(connection, saturated, destinations, perDestination, rows, idle);
                    if (!idle.isEmpty()) {
                        DestinationRows.settle(connection, idle);
                    }
                    return any;
                });
        return found ? rows.consignments() : List.of();
    }

    private boolean claim(
            Connection connection,
            Set<String> saturated,
            int destinations,
            int perDestination,
            QueueRows rows,
            List<String> idle)
            throws SQLException {
        boolean any = false;
        try (PreparedStatement statement = connection.prepareStatement(Sql.ROW_BY_ROW + CLAIM)) {
            statement.setArray(1, connection.createArrayOf("text", saturated.toArray()));
            statement.setInt(2, destinations);
            statement.setInt(3, perDestination);
            statement.setString(4, node);
            statement.setLong(5, LEASE.toSeconds());
            statement.execute();
            statement.getMoreResults(); // of the plan there is nothing to read
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    if (row.getString("destination") == null) {
                        idle.add(row.getString("name"));
                    } else {
                        any = true;
                        rows.add(row, row.getLong("failures") > 0 ? Claim.PROBE : Claim.ATTEMPT);
                    }
                }
            }
        }
        return any;
    }

    @Override
    public void renew(Collection<Consignment> underway) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            update outbound_recipient set due_at = now() + ? * interval '1 second'
                            where mail_id = any(?) and node = ?
                            """)) {
                statement.setLong(1, LEASE.toSeconds());
                statement.setArray(2, Sql.array(connection, underway, Consignment::mailId));
                statement.setString(3, node);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public int recover() {
        return database.inTransaction(connection -> {
            List<Long> mails = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            update outbound_recipient set due_at = now(), node = null where node = ?
                            returning mail_id
                            """)) {
                statement.setString(1, node);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        mails.add(row.getLong(1));
                    }
                }
            }
            DestinationRows.comeDue(connection, mails);
            return mails.size();
        });
    }

    @Override
    public void reroute(List<Rerouted> recipients) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            update outbound_recipient r set destination = n.destination, due_at = now(), node = null,
                                attempts = r.attempts - 1
                            from unnest(?::bigint[], ?::bigint[], ?::text[]) as n(mail_id, position, destination)
                            where r.mail_id = n.mail_id and r.position = n.position and r.node = ?
                            """)) {
                new Columns(statement)
                        .numbers(recipients, to -> to.from().mailId())
                        .numbers(recipients, to -> to.from().entries().get(to.index()).position())
                        .texts(recipients, Rerouted::destination);
                statement.setString(4, node);
                statement.executeUpdate();
            }
            DestinationRows.comeDue(
                    connection, recipients.stream().map(to -> to.from().mailId()).toList());
            return true;
        });
    }

    @Override
    public void settle(List<Settlement> settlements) {
        QueueResults results = new QueueResults(node, settlements);
        database.inTransaction(connection -> {
            results.apply(connection);
            return true;
        });
        feed.publish(results.changes());
    }

    @Override
    public void settle(Settlement settlement, Notice notice) throws NoticeUndeliverableException {
        try {
            intake.storeWith(
                    ReportMail.of(
                            notice, settlement.consignment().origin().accountId(), Instant.now()),
                    QueueResults.together(node, settlement));
        } catch (OverQuotaException | MailboxGoneException e) {
            throw new NoticeUndeliverableException(e);
        }
    }

    @Override
    public void putOff(String destination, LongFunction<Duration> wait) {
        database.inTransaction(connection -> {
            DestinationRows.putOff(connection, destination, wait);
            return true;
        });
    }

    @Override
    public void answered(String destination) {
        database.inTransaction(connection -> {
            DestinationRows.answered(connection, destination);
            return true;
        });
    }

    @Override
    public List<Consignment> overdue(int limit) {
        QueueRows rows = new QueueRows(database);
        Query.of(
                        database,
                        "select "
                                + QueueRows.COLUMNS
                                + """
                                from outbound_recipient r join outbound_mail m on m.id = r.mail_id
                                where r.report_at <= now() and r.node is null
                                order by r.report_at, r.mail_id, r.position limit ?
                                """,
                        limit)
                .each(row -> {
                    rows.add(row, Claim.NONE);
                    return true;
                });
        return rows.consignments();
    }
}
