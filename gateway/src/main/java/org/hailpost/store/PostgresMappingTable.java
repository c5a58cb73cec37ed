package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.AddressMappingTable;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.address.TableUnavailableException;
import org.hailpost.bridge.frame.TerminalKind;

/**
 * The address mapping table of all nodes, in PostgreSQL.
 *
 * <p>A row outlives its connection: when a terminal goes its lease ends, and the row keeps what it
 * acknowledged, which tells where a terminal without a resume point begins. {@link Janitor} removes
 * rows whose lease ended long ago. Writes of one call are in key order, so that two never wait for
 * each other in a circle, and need no fsync: the table is a hint, and its loss costs a replay.
 */
public final class PostgresMappingTable implements AddressMappingTable {
    private static final String COLUMNS =
            """
            select t.account_id, a.address, t.terminal_id, t.session, t.node, t.kind, t.name, t.local_addresses,
                t.public_address, t.capabilities, t.since, t.lease_until, t.acked_seq
            from terminal t join account a on a.id = t.account_id where t.lease_until > now()
            """;

    private final Database database;

    public PostgresMappingTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Owner> register(Mapping mapping) {
        return write(connection -> register(connection, mapping));
    }

    private static Optional<Owner> register(Connection connection, Mapping mapping)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        with before as (select session, node, lease_until > now() as live from terminal
                            where account_id = ? and terminal_id = ? for update),
                        now as (insert into terminal (account_id, terminal_id, session, node, kind, name,
                                local_addresses, public_address, capabilities, since, lease_until, acked_seq)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            on conflict (account_id, terminal_id) do update set session = excluded.session,
                                node = excluded.node, kind = excluded.kind, name = excluded.name,
                                local_addresses = excluded.local_addresses, public_address = excluded.public_address,
                                capabilities = excluded.capabilities, since = excluded.since,
                                lease_until = excluded.lease_until,
                                acked_seq = greatest(terminal.acked_seq, excluded.acked_seq))
                        select session, node from before where live
                        """)) {
            statement.setLong(1, mapping.accountId());
            statement.setObject(2, mapping.terminal());
            statement.setLong(3, mapping.accountId());
            statement.setObject(4, mapping.terminal());
            statement.setString(5, mapping.session().toString());
            statement.setString(6, mapping.node());
            statement.setString(7, Sql.name(mapping.kind()));
            statement.setString(8, mapping.name());
            statement.setString(9, Json.strings(mapping.localAddresses()));
            statement.setString(10, mapping.publicAddress());
            statement.setString(11, Json.strings(mapping.capabilities()));
            statement.setObject(12, at(mapping.since()));
            statement.setObject(13, at(mapping.leaseUntil()));
            statement.setLong(14, mapping.ackedSeq());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Owner(
                                        mapping.accountId(),
                                        mapping.terminal(),
                                        UUID.fromString(row.getString(1)),
                                        row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public Set<UUID> renew(String node, Collection<Owner> sessions, Instant leaseUntil) {
        Set<UUID> lost = new HashSet<>();
        sessions.forEach(owner -> lost.add(owner.session()));
        if (sessions.isEmpty()) {
            return lost;
        }
        write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            with own as (select t.account_id, t.terminal_id from terminal t
                                join unnest(?::bigint[], ?::uuid[], ?::text[]) as o(account_id, terminal_id, session)
                                    using (account_id, terminal_id)
                                where t.session = o.session order by 1, 2 for update of t)
                            update terminal t set lease_until = ? from own
                            where t.account_id = own.account_id and t.terminal_id = own.terminal_id
                            returning t.session
                            """)) {
                owners(connection, statement, sessions);
                statement.setObject(4, at(leaseUntil));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        lost.remove(UUID.fromString(row.getString(1)));
                    }
                }
                return lost;
            }
        });
        return lost;
    }

    @Override
    public void acknowledged(Collection<Acknowledgement> acknowledgements) {
        if (acknowledgements.isEmpty()) {
            return;
        }
        List<Acknowledgement> ordered =
                acknowledgements.stream()
                        .sorted(
                                Comparator.comparingLong(Acknowledgement::accountId)
                                        .thenComparing(Acknowledgement::terminal))
                        .toList();
        write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            update terminal set acked_seq = ?
                            where account_id = ? and terminal_id = ? and session = ? and acked_seq < ?
                            """)) {
                for (Acknowledgement ack : ordered) {
                    statement.setLong(1, ack.seq());
                    statement.setLong(2, ack.accountId());
                    statement.setObject(3, ack.terminal());
                    statement.setString(4, ack.session().toString());
                    statement.setLong(5, ack.seq());
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    @Override
    public void remove(Collection<Owner> sessions) {
        if (!sessions.isEmpty()) {
            write(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                with own as (select t.account_id, t.terminal_id from terminal t
                                    join unnest(?::bigint[], ?::uuid[], ?::text[])
                                        as o(account_id, terminal_id, session) using (account_id, terminal_id)
                                    where t.session = o.session order by 1, 2 for update of t)
                                update terminal t set lease_until = now() from own
                                where t.account_id = own.account_id and t.terminal_id = own.terminal_id
                                """)) {
                    owners(connection, statement, sessions);
                    return statement.executeUpdate();
                }
            });
        }
    }

    /** Ends the leases of a node that has just started: its sessions died with its last process. */
    public void clear(String node) {
        write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "update terminal set lease_until = now() where node = ? and lease_until > now()")) {
                statement.setString(1, node);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public List<Mapping> online(long accountId) {
        return read(COLUMNS + " and t.account_id = ?", accountId);
    }

    @Override
    public List<Mapping> all() {
        return read(COLUMNS + " order by a.address, t.since");
    }

    /** The highest seq that any terminal of the account, connected or not, has acknowledged. */
    public long acknowledged(long accountId) {
        return Query.of(
                        database,
                        "select coalesce(max(acked_seq), 0) from terminal where account_id = ?",
                        accountId)
                .first(row -> row.getLong(1))
                .orElse(0L);
    }

    private List<Mapping> read(String sql, Object... arguments) {
        try {
            return Query.of(database, sql, arguments).list(PostgresMappingTable::mapping);
        } catch (StoreException e) {
            throw new TableUnavailableException("the mapping table cannot be read", e);
        }
    }

    private <T> T write(SqlFunction<Connection, T> work) {
        try {
            return database.inTransaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("set local synchronous_commit = off");
                }
                return work.apply(connection);
            });
        } catch (StoreException e) {
            throw new TableUnavailableException("the mapping table cannot be written", e);
        }
    }

    private static void owners(
            Connection connection, PreparedStatement statement, Collection<Owner> sessions)
            throws SQLException {
        List<Object> accounts = new ArrayList<>();
        List<Object> terminals = new ArrayList<>();
        List<Object> ids = new ArrayList<>();
        for (Owner owner : sessions) {
            accounts.add(owner.accountId());
            terminals.add(owner.terminal());
            ids.add(owner.session().toString());
        }
        statement.setArray(1, connection.createArrayOf("bigint", accounts.toArray()));
        statement.setArray(2, connection.createArrayOf("uuid", terminals.toArray()));
        statement.setArray(3, connection.createArrayOf("text", ids.toArray()));
    }

    private static Mapping mapping(ResultSet row) throws SQLException {
        return new Mapping(
                row.getLong(1),
                row.getString(2),
                row.getObject(3, UUID.class),
                UUID.fromString(row.getString(4)),
                row.getString(5),
                TerminalKind.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
                row.getString(7),
                Json.strings(row.getString(8)),
                row.getString(9),
                Json.strings(row.getString(10)),
                row.getTimestamp(11).toInstant(),
                row.getTimestamp(12).toInstant(),
                row.getLong(13));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
