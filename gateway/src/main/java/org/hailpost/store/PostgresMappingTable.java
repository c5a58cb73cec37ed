package org.hailpost.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.AddressMappingTable;
import org.hailpost.bridge.address.Mapping;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.address.TableUnavailableException;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/**
 * The address mapping table of all nodes, in PostgreSQL.
 *
 * <p>A row outlives its connection: when a terminal goes its lease ends, and the row keeps what it
 * acknowledged, which tells where a terminal without a resume point begins. {@link Janitor} removes
 * rows whose lease ended long ago. Writes of one call are in key order, so that two never wait for
 * each other in a circle, and need no fsync: the table is a hint, and its loss costs a replay. What
 * many terminals want when they all come at once goes in statements together.
 */
public final class PostgresMappingTable implements AddressMappingTable {
    private static final String COLUMNS =
            """
            select t.account_id, a.address, t.terminal_id, t.session, t.node, t.kind, t.name, t.local_addresses,
                t.public_address, t.capabilities, t.since, t.lease_until, t.acked_seq
            from terminal t join account a on a.id = t.account_id where t.lease_until > now()
            """;

    private final Database database;
    private final Together<Registration, Owner> registrations;
    private final Together<Long, Long> highest;

    /** Equal to another one of the same row. */
    private record Registration(Mapping mapping) {
        Key key() {
            return new Key(mapping.accountId(), mapping.terminal());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Registration that && that.key().equals(key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }
    }

    /** Of a row. */
    private record Key(long accountId, UUID terminal) {}

    public PostgresMappingTable(Database database) {
        this.database = database;
        this.registrations = new Together<>(this::registerAll);
        this.highest = new Together<>(this::acknowledgedAll);
    }

    @Override
    public Optional<Owner> register(Mapping mapping) {
        try {
            return registrations.ask(new Registration(mapping));
        } catch (StoreException e) {
            throw unwritten(e);
        }
    }

    private Map<Registration, Owner> registerAll(List<Registration> registrations) {
        List<Mapping> mappings = registrations.stream().map(Registration::mapping).toList();
        Map<Key, Registration> byKey = new HashMap<>();
        registrations.forEach(r -> byKey.put(r.key(), r));
        return unfsynced(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            with given as (select * from unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[],
                                    ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]::timestamptz[], ?::text[]::timestamptz[],
                                    ?::bigint[]) as n(account_id, terminal_id, session, node, kind, name,
                                    local_addresses, public_address, capabilities, since, lease_until, acked_seq)),
                            before as (select t.account_id, t.terminal_id, t.session, t.node,
                                    t.lease_until > now() as live
                                from terminal t join given using (account_id, terminal_id)
                                order by 1, 2 for update of t),
                            now as (insert into terminal (account_id, terminal_id, session, node, kind, name,
                                    local_addresses, public_address, capabilities, since, lease_until, acked_seq)
                                select * from given order by account_id, terminal_id
                                on conflict (account_id, terminal_id) do update set session = excluded.session,
                                    node = excluded.node, kind = excluded.kind, name = excluded.name,
                                    local_addresses = excluded.local_addresses,
                                    public_address = excluded.public_address,
                                    capabilities = excluded.capabilities, since = excluded.since,
                                    lease_until = excluded.lease_until,
                                    acked_seq = greatest(terminal.acked_seq, excluded.acked_seq))
                            select account_id, terminal_id, session, node from before where live
                            """)) {
                new Columns(statement)
                        .numbers(mappings, Mapping::accountId)
                        .ids(mappings, Mapping::terminal)
                        .texts(mappings, row -> row.session().toString())
                        .texts(mappings, Mapping::node)
                        .texts(mappings, row -> Sql.name(row.kind()))
                        .texts(mappings, Mapping::name)
                        .texts(mappings, row -> Json.strings(row.localAddresses()))
                        .texts(mappings, Mapping::publicAddress)
                        .texts(mappings, row -> Json.strings(row.capabilities()))
                        .texts(mappings, row -> row.since().toString())
                        .texts(mappings, row -> row.leaseUntil().toString())
                        .numbers(mappings, Mapping::ackedSeq);
                Map<Registration, Owner> fenced = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Key key = new Key(row.getLong(1), row.getObject(2, UUID.class));
                        fenced.put(
                                Objects.requireNonNull(byKey.get(key)),
                                new Owner(
                                        key.accountId,
                                        key.terminal,
                                        UUID.fromString(row.getString(3)),
                                        row.getString(4)));
                    }
                }
                return fenced;
            }
        });
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
                owners(statement, sessions);
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
        write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            """
                            with own as (select t.account_id, t.terminal_id, o.seq from terminal t
                                join unnest(?::bigint[], ?::uuid[], ?::text[], ?::bigint[])
                                    as o(account_id, terminal_id, session, seq) using (account_id, terminal_id)
                                where t.session = o.session and t.acked_seq < o.seq order by 1, 2 for update of t)
                            update terminal t set acked_seq = own.seq from own
                            where t.account_id = own.account_id and t.terminal_id = own.terminal_id
                            """)) {
                new Columns(statement)
                        .numbers(acknowledgements, Acknowledgement::accountId)
                        .ids(acknowledgements, Acknowledgement::terminal)
                        .texts(acknowledgements, ack -> ack.session().toString())
                        .numbers(acknowledgements, Acknowledgement::seq);
                return statement.executeUpdate();
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
                    owners(statement, sessions);
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
        return highest.ask(accountId).orElse(0L);
    }

    private Map<Long, Long> acknowledgedAll(List<Long> accountIds) {
        Map<Long, Long> found = new HashMap<>();
        Query.of(
                        database,
                        """
                        select account_id, max(acked_seq) from terminal where account_id = any(?)
                        group by account_id
                        """,
                        accountIds)
                .each(row -> found.put(row.getLong(1), row.getLong(2)));
        return found;
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
            return unfsynced(work);
        } catch (StoreException e) {
            throw unwritten(e);
        }
    }

    private static TableUnavailableException unwritten(StoreException cause) {
        return new TableUnavailableException("the mapping table cannot be written", cause);
    }

    private <T> T unfsynced(SqlFunction<Connection, T> work) {
        return database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("set local synchronous_commit = off");
            }
            return work.apply(connection);
        });
    }

    private static void owners(PreparedStatement statement, Collection<Owner> sessions)
            throws SQLException {
        new Columns(statement)
                .numbers(sessions, Owner::accountId)
                .ids(sessions, Owner::terminal)
                .texts(sessions, owner -> owner.session().toString());
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
