package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.Event;

/** States of sent messages, many in one transaction: told in the accounts of their senders. */
final class DeliveryStates {
    /**
     * A state only ever advances; a repeated or older one changes nothing. A mail that bounced had
     * been relayed perhaps, but was shown to nobody.
     */
    static final String ADVANCES =
            """
            array_position(array['queued', 'deferred', 'relayed', 'bounced', 'pushed', 'displayed'], delivery_state.state)
            < array_position(array['queued', 'deferred', 'relayed', 'bounced', 'pushed', 'displayed'], excluded.state)
            """;

    private final Map<Key, Told> states = new LinkedHashMap<>();
    private final Map<Long, Long> seqs = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    private record Key(long account, long message, String party) {}

    private record Told(Event.State state, String reason) {}

    /** The last one of a party counts. */
    void add(long account, long message, String party, Event.State state, String reason) {
        states.put(new Key(account, message, party), new Told(state, reason));
    }

    /** In id order, like everybody else; an account that is gone hears nothing. */
    void lock(Connection connection, Collection<Long> accounts) throws SQLException {
        if (accounts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select id, seq from account where id = any(?) order by id for no key update")) {
            statement.setArray(1, Sql.array(connection, new TreeSet<>(accounts)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    seqs.put(row.getLong(1), row.getLong(2));
                }
            }
        }
    }

    /** Writes what is new, with an event each; the accounts are locked. */
    void write(Connection connection) throws SQLException {
        states.keySet().removeIf(key -> !seqs.containsKey(key.account));
        if (states.isEmpty()) {
            return;
        }
        EventRows events = new EventRows();
        Map<Long, Long> advanced = new TreeMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with s as (
                            insert into delivery_state (account_id, message_id, party, state, reason)
                            select n.* from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                                as n(account_id, message_id, party, state, reason)
                            join message m on m.account_id = n.account_id and m.id = n.message_id
                            order by n.account_id, n.message_id, n.party
                            on conflict (account_id, message_id, party)
                            do update set state = excluded.state, reason = excluded.reason, at = now()
                            where\
                        """
                                + " "
                                + ADVANCES
                                + """
                                    returning account_id, message_id, party, state, reason)
                                select s.account_id, s.message_id, s.party, s.state, s.reason, m.thread_id
                                from s join message m on m.account_id = s.account_id and m.id = s.message_id
                                order by s.account_id, s.message_id, s.party
                                """)) {
            new Columns(statement)
                    .numbers(states.keySet(), Key::account)
                    .numbers(states.keySet(), Key::message)
                    .texts(states.keySet(), Key::party)
                    .texts(states.values(), told -> Sql.name(told.state))
                    .texts(states.values(), Told::reason);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long account = row.getLong(1);
                    long seq = seqs.merge(account, 1L, Long::sum);
                    advanced.put(account, seq);
                    events.messageState(
                            account,
                            seq,
                            row.getLong(6),
                            row.getLong(2),
                            row.getString(3),
                            Sql.state(row.getString(4)),
                            row.getString(5));
                    changes.add(new Change(account, seq, List.of()));
                }
            }
        }
        if (!advanced.isEmpty()) {
            advance(connection, advanced);
            events.insert(connection);
        }
    }

    /** What listeners are told after the commit. */
    List<Change> changes() {
        return changes;
    }

    private static void advance(Connection connection, Map<Long, Long> advanced)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        update account a set seq = n.seq from unnest(?::bigint[], ?::bigint[]) as n(id, seq)
                        where a.id = n.id
                        """)) {
            new Columns(statement)
                    .numbers(advanced.keySet(), id -> id)
                    .numbers(advanced.values(), seq -> seq);
            statement.executeUpdate();
        }
    }
}
