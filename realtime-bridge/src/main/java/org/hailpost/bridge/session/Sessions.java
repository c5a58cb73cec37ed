package org.hailpost.bridge.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hailpost.bridge.address.Owner;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Ephemeral;
import org.hailpost.bridge.frame.FrameCodec;

/**
 * All sessions of this node, and what they share: ports, limits, codec, virtual threads.
 * Thread-safe. It is also this node's part of {@link Ephemerals}.
 */
public final class Sessions implements Ephemerals {
    private final BridgePorts ports;
    private final String name;
    private final SessionLimits limits;
    private final InstantSource clock;
    private final FrameCodec codec = FrameCodec.forGateway();
    private final Requests requests;
    private final Gate gate;
    private final Upkeep upkeep;
    private final ExecutorService executor =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("bridge-session-", 0).factory());
    private final ConcurrentHashMap<UUID, Session> all = new ConcurrentHashMap<>();

    /** The admitted sessions of each account; the sets are replaced, never changed. */
    private final ConcurrentHashMap<Long, Set<Session>> accounts = new ConcurrentHashMap<>();

    /**
     * @param name this node's
     */
    public Sessions(BridgePorts ports, String name, SessionLimits limits, InstantSource clock) {
        this.ports = ports;
        this.name = name;
        this.limits = limits;
        this.clock = clock;
        this.requests = new Requests(ports.conversations(), codec);
        this.gate = new Gate(this);
        this.upkeep = new Upkeep(this);
    }

    /** Starts the clock that looks after deadlines, leases and the mapping table. */
    public void start() {
        upkeep.start();
    }

    /** A terminal has connected; the socket hands in what it receives. */
    public Session open(Outlet outlet) {
        Session session = new Session(this, outlet);
        all.put(session.id(), session);
        return session;
    }

    public int count() {
        return all.size();
    }

    /** Closes a session that another one has replaced, if it is one of this node's. */
    public void fence(Owner owner) {
        Session session = all.get(owner.session());
        if (session != null) {
            session.close(CloseCode.REPLACED);
        }
    }

    /** The account's credentials do not hold any more: closes all its sessions on this node. */
    public void revoke(long accountId) {
        for (Session session : accounts.getOrDefault(accountId, Set.of())) {
            session.close(CloseCode.REVOKED);
        }
    }

    @Override
    public void forward(long accountId, UUID except, Ephemeral frame) {
        Set<Session> sessions = accounts.get(accountId);
        if (sessions == null) {
            return;
        }
        byte[] json = codec.encode(frame);
        for (Session session : sessions) {
            if (!session.id().equals(except)) {
                session.whisper(frame.thread(), json);
            }
        }
    }

    /**
     * Says goodbye to all terminals and waits for them to be gone; what is left after {@code
     * patience} is cut.
     */
    public void drain(Duration patience) {
        all.values().forEach(Session::bye);
        awaitNone(patience);
        all.values().forEach(session -> session.close(CloseCode.GOING_AWAY));
    }

    /**
     * Stops, with a last flush to the mapping table. The sockets must be closed: sessions only end
     * here, none begins.
     */
    public void stop() {
        awaitNone(Duration.ofSeconds(2));
        upkeep.stop();
        executor.shutdown();
    }

    private void awaitNone(Duration patience) {
        long deadline = nanos() + patience.toNanos();
        while (!all.isEmpty() && nanos() < deadline && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    Collection<Session> sessions() {
        return all.values();
    }

    void admitted(Session session, Admission admission) {
        accounts.merge(
                admission.owner().accountId(),
                Set.of(session),
                (before, _) -> {
                    Set<Session> next = new HashSet<>(before);
                    next.add(session);
                    return Set.copyOf(next);
                });
    }

    /** The session is over; its row goes with the next flush. */
    void finished(Session session) {
        all.remove(session.id());
        Admission admission = session.admission();
        if (admission == null) {
            return;
        }
        upkeep.departed(admission.owner());
        accounts.computeIfPresent(
                admission.owner().accountId(),
                (_, before) -> {
                    Set<Session> next = new HashSet<>(before);
                    next.remove(session);
                    return next.isEmpty() ? null : Set.copyOf(next);
                });
    }

    BridgePorts ports() {
        return ports;
    }

    String name() {
        return name;
    }

    SessionLimits limits() {
        return limits;
    }

    FrameCodec codec() {
        return codec;
    }

    Requests requests() {
        return requests;
    }

    Gate gate() {
        return gate;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    ExecutorService executor() {
        return executor;
    }

    Instant now() {
        return clock.instant();
    }

    long nanos() {
        return System.nanoTime();
    }
}
