package org.hailpost.bridge.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hailpost.bridge.address.Acknowledgement;
import org.hailpost.bridge.address.AddressMappingTable;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.CloseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's clock, two named threads for all sessions together: one looks at deadlines and never
 * blocks; the other keeps the mapping table up to date in bulk and may. What waits for the table is
 * at most one acknowledgement per session and the row of each that ended; it stays until the table
 * has taken it, or until its lease makes it void.
 */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    /** How often acknowledgements go to the mapping table. */
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    private final Sessions node;
    private final Map<UUID, Acknowledgement> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Owner> departed = new ConcurrentLinkedQueue<>();
    private final Thread deadlines;
    private final Thread table;
    private volatile boolean stopping;
    private boolean failing;

    Upkeep(Sessions node) {
        this.node = node;
        this.deadlines =
                Thread.ofPlatform().daemon().name("bridge-deadlines").unstarted(this::watch);
        this.table = Thread.ofPlatform().daemon().name("bridge-table").unstarted(this::keep);
    }

    void start() {
        deadlines.start();
        table.start();
    }

    /** Replaces what still waits of the same session. */
    void acknowledged(Acknowledgement acknowledgement) {
        acknowledged.put(acknowledgement.session(), acknowledgement);
    }

    /** The row goes at once, together with whatever else waits. */
    void departed(Owner owner) {
        departed.add(owner);
        LockSupport.unpark(table);
    }

    void stop() {
        stopping = true;
        for (Thread thread : List.of(deadlines, table)) {
            LockSupport.unpark(thread);
            try {
                if (thread.isAlive()) {
                    thread.join(Duration.ofSeconds(10));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A tenth of the shortest deadline is exact enough: half a second for the usual ones. The look
     * at each session is the largest cost of a node on which nothing happens.
     */
    private void watch() {
        SessionLimits limits = node.limits();
        long shortest =
                List.of(limits.helloTimeout(), limits.ackTimeout(), limits.pingInterval()).stream()
                        .mapToLong(Duration::toNanos)
                        .min()
                        .orElseThrow();
        long step = Math.min(TimeUnit.SECONDS.toNanos(1), shortest / 10);
        while (!stopping) {
            LockSupport.parkNanos(step);
            long now = node.nanos();
            for (Session session : node.sessions()) {
                session.tick(now);
            }
        }
    }

    private void keep() {
        long renewal = node.nanos();
        while (!stopping) {
            if (departed.isEmpty() || failing) {
                LockSupport.parkNanos(FLUSH_INTERVAL.toNanos());
            }
            attempt(this::flush);
            if (node.nanos() - renewal > node.limits().pingInterval().toNanos()) {
                renewal = node.nanos();
                attempt(this::renew);
            }
        }
        attempt(this::flush);
    }

    /** A table that is down is told of once and tried again with the next round. */
    private void attempt(Runnable work) {
        try {
            work.run();
            if (failing) {
                log.info("event=mapping-table-back");
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("event=mapping-table-unavailable", e);
            }
            failing = true;
        }
    }

    private void flush() {
        AddressMappingTable rows = node.ports().table();
        List<Acknowledgement> acks = List.copyOf(acknowledged.values());
        if (!acks.isEmpty()) {
            rows.acknowledged(acks);
            for (Acknowledgement ack : acks) {
                acknowledged.remove(ack.session(), ack);
            }
        }
        List<Owner> gone = List.copyOf(departed);
        if (!gone.isEmpty()) {
            rows.remove(gone);
            gone.forEach(_ -> departed.poll());
        }
    }

    private void renew() {
        Map<UUID, Session> sessions = new HashMap<>();
        List<Owner> owners = new ArrayList<>();
        for (Session session : node.sessions()) {
            Admission admission = session.admission();
            if (admission != null) {
                sessions.put(session.id(), session);
                owners.add(admission.owner());
            }
        }
        if (owners.isEmpty()) {
            return;
        }
        Set<UUID> lost =
                node.ports()
                        .table()
                        .renew(node.name(), owners, node.now().plus(node.limits().lease()));
        for (UUID id : lost) {
            Session session = sessions.get(id);
            if (session != null) {
                close(session);
            }
        }
    }

    /**
     * Whoever has the row now has replaced the session; if nobody has, its lease ran out and it may
     * come again.
     */
    private void close(Session session) {
        Admission admission = session.admission();
        boolean replaced =
                admission != null
                        && node.ports().table().online(admission.owner().accountId()).stream()
                                .anyMatch(row ->
                                        row.terminal().equals(admission.owner().terminal())
                                                && !row.session().equals(session.id()));
        session.close(replaced ? CloseCode.REPLACED : CloseCode.TRY_AGAIN_LATER);
    }
}
