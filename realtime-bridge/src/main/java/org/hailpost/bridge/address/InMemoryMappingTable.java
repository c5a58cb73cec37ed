package org.hailpost.bridge.address;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The table in the memory of one node: what a single gateway without a shared database needs, and
 * what tests use. Rows come and go under the account's key; a lease or an acknowledgement changes
 * its one row atomically.
 */
public final class InMemoryMappingTable implements AddressMappingTable {
    private final ConcurrentHashMap<Long, Map<UUID, Mapping>> accounts = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public InMemoryMappingTable(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Owner> register(Mapping mapping) {
        AtomicReference<@Nullable Owner> fenced = new AtomicReference<>();
        accounts.compute(
                mapping.accountId(),
                (_, rows) -> {
                    Map<UUID, Mapping> next = rows == null ? new ConcurrentHashMap<>() : rows;
                    Mapping before = next.get(mapping.terminal());
                    Mapping now = before == null ? mapping : mapping.withAcked(before.ackedSeq());
                    next.put(mapping.terminal(), now);
                    if (before != null && live(before)) {
                        fenced.set(owner(before));
                    }
                    return next;
                });
        return Optional.ofNullable(fenced.get());
    }

    @Override
    public Set<UUID> renew(String node, Collection<Owner> sessions, Instant leaseUntil) {
        Set<UUID> lost = new HashSet<>();
        for (Owner owner : sessions) {
            if (!change(owner, row -> row.withLease(leaseUntil))) {
                lost.add(owner.session());
            }
        }
        return lost;
    }

    @Override
    public void acknowledged(Collection<Acknowledgement> acknowledgements) {
        for (Acknowledgement ack : acknowledgements) {
            Owner owner = new Owner(ack.accountId(), ack.terminal(), ack.session(), "");
            change(owner, row -> row.withAcked(ack.seq()));
        }
    }

    @Override
    public void remove(Collection<Owner> sessions) {
        for (Owner owner : sessions) {
            accounts.computeIfPresent(
                    owner.accountId(),
                    (_, rows) -> {
                        rows.computeIfPresent(
                                owner.terminal(),
                                (_, row) -> row.session().equals(owner.session()) ? null : row);
                        return rows.isEmpty() ? null : rows;
                    });
        }
    }

    @Override
    public List<Mapping> online(long accountId) {
        Map<UUID, Mapping> rows = accounts.get(accountId);
        return rows == null ? List.of() : rows.values().stream().filter(this::live).toList();
    }

    @Override
    public List<Mapping> all() {
        return accounts.values().stream()
                .flatMap(rows -> rows.values().stream())
                .filter(this::live)
                .sorted(Comparator.comparing(Mapping::address).thenComparing(Mapping::since))
                .toList();
    }

    /** Changes the row if the session owns it; says whether it does. */
    private boolean change(Owner owner, UnaryOperator<Mapping> change) {
        Map<UUID, Mapping> rows = accounts.get(owner.accountId());
        if (rows == null) {
            return false;
        }
        Mapping now =
                rows.computeIfPresent(
                        owner.terminal(),
                        (_, row) ->
                                row.session().equals(owner.session()) ? change.apply(row) : row);
        return now != null && now.session().equals(owner.session());
    }

    private boolean live(Mapping row) {
        return row.leaseUntil().isAfter(clock.instant());
    }

    private static Owner owner(Mapping row) {
        return new Owner(row.accountId(), row.terminal(), row.session(), row.node());
    }
}
