package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event;
import org.hailpost.message.Address;
import org.hailpost.outbound.ClaimLostException;
import org.hailpost.outbound.Consignment;
import org.hailpost.outbound.Consignment.Claim;
import org.hailpost.outbound.Fate;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Settlement;
import org.jspecify.annotations.Nullable;

/**
 * What became of claimed recipients, written in one transaction with what their senders are told.
 *
 * <p>The order of locks is everybody's: accounts, mails, destinations by name, contents. A row that
 * is not as it was when it was claimed belongs to somebody else by now, and is left alone.
 */
final class QueueResults {
    private static final String NO_NODE = "";

    private final List<Row> rows = new ArrayList<>();
    private final Set<Long> accounts = new TreeSet<>();
    private final DeliveryStates states = new DeliveryStates();
    private final boolean allOrNone;

    private record Row(Consignment consignment, int index, Fate fate, String node) {
        Consignment.Entry entry() {
            return consignment.entries().get(index);
        }

        long mailId() {
            return consignment.mailId();
        }

        Address recipient() {
            return consignment.parcel().recipients().get(index).address();
        }

        boolean leaves() {
            return fate instanceof Fate.Relayed || fate instanceof Fate.Bounced;
        }
    }

    private record Key(long mailId, int position) {}

    /** Each recipient on its own. */
    QueueResults(String node, List<Settlement> settlements) {
        this(node, settlements, false);
    }

    /** All of one consignment, or none: what is told of them together must be true together. */
    static QueueResults together(String node, Settlement settlement) {
        return new QueueResults(node, List.of(settlement), true);
    }

    private QueueResults(String node, List<Settlement> settlements, boolean allOrNone) {
        this.allOrNone = allOrNone;
        for (Settlement settlement : settlements) {
            Consignment consignment = settlement.consignment();
            String holder = consignment.claim() == Claim.NONE ? NO_NODE : node;
            for (int i = 0; i < settlement.fates().size(); i++) {
                rows.add(new Row(consignment, i, settlement.fates().get(i), holder));
            }
            if (consignment.origin().accountId() != 0) {
                accounts.add(consignment.origin().accountId());
            }
        }
    }

    /** Who is told something. */
    Set<Long> accounts() {
        return accounts;
    }

    /** What listeners are told after the commit. */
    List<Change> changes() {
        return states.changes();
    }

    void apply(Connection connection) throws SQLException {
        states.lock(connection, accounts);
        lockMails(connection);
        Set<Key> written = delete(connection, rows.stream().filter(Row::leaves).toList());
        List<Row> staying = rows.stream().filter(row -> !row.leaves()).toList();
        if (!staying.isEmpty()) {
            written.addAll(update(connection, staying));
            DestinationRows.comeDue(connection, staying.stream().map(Row::mailId).toList());
        }
        if (allOrNone && written.size() < rows.size()) {
            throw new ClaimLostException(rows.getFirst().consignment.parcel().id());
        }
        removeEmptyMails(connection);
        for (Row row : rows) {
            if (written.contains(new Key(row.mailId(), row.entry().position()))) {
                tell(row);
            }
        }
        states.write(connection);
    }

    private void tell(Row row) {
        switch (row.fate) {
            case Fate.Relayed(String host, String reply, boolean _) ->
                    tell(row, Event.State.RELAYED, host.isEmpty() ? reply : host + ": " + reply);
            case Fate.Deferred(Failure failure, var _) ->
                    tell(row, Event.State.DEFERRED, text(failure));
            case Fate.Bounced(Failure failure) -> tell(row, Event.State.BOUNCED, text(failure));
            case Fate.StillWaiting(Failure failure, var _, boolean delayTold) -> {
                if (delayTold) {
                    tell(row, Event.State.DEFERRED, text(failure));
                }
            }
            case Fate.GivenBack() -> {}
        }
    }

    private void tell(Row row, Event.State state, String reason) {
        Consignment.Origin origin = row.consignment.origin();
        if (origin.accountId() != 0) {
            String party = row.recipient().canonical().toString();
            states.add(origin.accountId(), origin.messageId(), party, state, reason);
        }
    }

    private static String text(Failure failure) {
        return failure.host().isEmpty()
                ? failure.diagnostic()
                : failure.host() + ": " + failure.diagnostic();
    }

    /** So that of two that remove the last recipients one sees that there are none left. */
    private void lockMails(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        Sql.ROW_BY_ROW
                                + "select id from outbound_mail where id = any(?) order by id for update")) {
            statement.setArray(1, mails(connection));
            statement.execute();
        }
    }

    private static Set<Key> delete(Connection connection, List<Row> leaving) throws SQLException {
        if (leaving.isEmpty()) {
            return new HashSet<>();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from outbound_recipient r
                        using unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) as n(mail_id, position, attempts, node)
                        where r.mail_id = n.mail_id and r.position = n.position and r.attempts = n.attempts
                            and coalesce(r.node, '') = n.node
                        returning r.mail_id, r.position
                        """)) {
            bindKeys(new Columns(statement), leaving);
            return keys(statement);
        }
    }

    private static Set<Key> update(Connection connection, List<Row> staying) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update outbound_recipient r set node = null,
                            due_at = coalesce(now() + n.after * interval '1 second', r.due_at),
                            attempts = r.attempts - n.untried,
                            report_at = coalesce(to_timestamp(n.report), r.report_at), delay_told = r.delay_told or n.told,
                            host = coalesce(n.host, r.host), status = coalesce(n.status, r.status),
                            diagnostic = coalesce(n.diagnostic, r.diagnostic)
                        from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::float8[], ?::bigint[], ?::float8[],
                                ?::boolean[], ?::text[], ?::text[], ?::text[])
                            as n(mail_id, position, attempts, node, after, untried, report, told, host, status, diagnostic)
                        where r.mail_id = n.mail_id and r.position = n.position and r.attempts = n.attempts
                            and coalesce(r.node, '') = n.node
                        returning r.mail_id, r.position
                        """)) {
            Columns columns = new Columns(statement);
            bindKeys(columns, staying);
            columns.decimals(staying, QueueResults::secondsToNext)
                    .numbers(staying, row -> row.fate instanceof Fate.GivenBack ? 1 : 0)
                    .decimals(
                            staying,
                            row ->
                                    row.fate instanceof Fate.StillWaiting waiting
                                            ? waiting.reportAt().toEpochMilli() / 1e3
                                            : null)
                    .truths(
                            staying,
                            row ->
                                    row.fate instanceof Fate.StillWaiting waiting
                                            && waiting.delayTold())
                    .texts(staying, row -> of(row.fate, Failure::host))
                    .texts(staying, row -> of(row.fate, Failure::status))
                    .texts(staying, row -> of(row.fate, Failure::diagnostic));
            return keys(statement);
        }
    }

    /** Null: as it is. */
    private static @Nullable Double secondsToNext(Row row) {
        return switch (row.fate) {
            case Fate.Deferred(var _, var after) -> after.toMillis() / 1e3;
            case Fate.GivenBack() -> 0.0;
            default -> null;
        };
    }

    private static @Nullable String of(Fate fate, Function<Failure, String> column) {
        return fate instanceof Fate.Deferred(Failure failure, var _) ? column.apply(failure) : null;
    }

    private void removeEmptyMails(Connection connection) throws SQLException {
        List<Long> contents = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        delete from outbound_mail m where id = any(?)
                            and not exists (select from outbound_recipient r where r.mail_id = m.id)
                        returning content_id
                        """)) {
            statement.setArray(1, mails(connection));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    contents.add(row.getLong(1));
                }
            }
        }
        if (!contents.isEmpty()) {
            MessageRemoval.release(connection, contents);
        }
    }

    private java.sql.Array mails(Connection connection) throws SQLException {
        return Sql.array(connection, new TreeSet<>(rows.stream().map(Row::mailId).toList()));
    }

    private static void bindKeys(Columns columns, List<Row> rows) throws SQLException {
        columns.numbers(rows, Row::mailId)
                .numbers(rows, row -> row.entry().position())
                .numbers(rows, row -> row.entry().attempts())
                .texts(rows, Row::node);
    }

    private static Set<Key> keys(PreparedStatement statement) throws SQLException {
        Set<Key> keys = new HashSet<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(new Key(row.getLong(1), row.getInt(2)));
            }
        }
        return keys;
    }
}
