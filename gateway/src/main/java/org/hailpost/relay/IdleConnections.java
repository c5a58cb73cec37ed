package org.hailpost.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that wait a moment for the next mail to the same host. Thread-safe; bounded per host
 * and altogether: one that finds no room leaves at once.
 */
final class IdleConnections implements AutoCloseable {
    private final RelayLimits limits;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Target, Deque<Waiting>> byTarget = new HashMap<>();

    @GuardedBy("lock")
    private int count;

    @GuardedBy("lock")
    private boolean closed;

    IdleConnections(RelayLimits limits) {
        this.limits = limits;
    }

    private record Waiting(Connection connection, long untilNanos) {}

    /** The one that has waited least: it is the one most likely still there. */
    Optional<Connection> take(Target target) {
        lock.lock();
        try {
            Deque<Waiting> waiting = byTarget.get(target);
            if (waiting == null) {
                return Optional.empty();
            }
            Waiting newest = waiting.removeLast();
            count--;
            if (waiting.isEmpty()) {
                byTarget.remove(target);
            }
            return newest.untilNanos - System.nanoTime() > 0
                    ? Optional.of(newest.connection)
                    : leaving(newest.connection);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps it, or lets it leave. */
    void give(Connection connection) {
        long until = System.nanoTime() + limits.idleTimeout().toNanos();
        boolean kept = connection.mails() < limits.mailsPerConnection() && add(connection, until);
        if (!kept) {
            var _ = leaving(connection);
        }
    }

    private boolean add(Connection connection, long until) {
        lock.lock();
        try {
            Deque<Waiting> waiting = byTarget.get(connection.target());
            if (closed
                    || limits.idleTimeout().isZero()
                    || count >= limits.maxIdle()
                    || (waiting == null ? 0 : waiting.size()) >= limits.maxIdlePerHost()) {
                return false;
            }
            // While it is nobody's, no attempt ends; the sweep ends the wait.
            connection.wire().watch().attempt(until + limits.commandTimeout().toNanos());
            byTarget.computeIfAbsent(connection.target(), _ -> new ArrayDeque<>())
                    .addLast(new Waiting(connection, until));
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all leave that have waited long enough. */
    void sweep() {
        long now = System.nanoTime();
        List<Connection> over = new ArrayList<>();
        lock.lock();
        try {
            for (Deque<Waiting> waiting : byTarget.values()) {
                while (!waiting.isEmpty() && (closed || now - waiting.getFirst().untilNanos >= 0)) {
                    over.add(waiting.removeFirst().connection);
                    count--;
                }
            }
            byTarget.values().removeIf(Deque::isEmpty);
        } finally {
            lock.unlock();
        }
        over.forEach(IdleConnections::leaving);
    }

    /** Says goodbye without making anybody wait for it. */
    private static Optional<Connection> leaving(Connection connection) {
        Thread.ofVirtual().name("relay-quit").start(connection::quit);
        return Optional.empty();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        sweep();
    }
}
