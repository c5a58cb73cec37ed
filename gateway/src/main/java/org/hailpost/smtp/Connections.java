package org.hailpost.smtp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener: how many there may be, in all and from one address, and which of
 * them hang in a write. Thread-safe.
 */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final SmtpLimits limits;
    private final List<AddressRange> proxies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();

    /** With the source each was admitted for. */
    @GuardedBy("lock")
    private final Map<ClientSocket, Optional<Source>> open = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Source, Integer> perSource = new HashMap<>();

    Connections(SmtpSettings settings) {
        this.limits = settings.limits();
        this.proxies =
                settings.proxyPeers().stream()
                        .map(peer -> AddressRange.parse(peer, "proxyPeers"))
                        .toList();
    }

    /** Whether connections from there begin with a PROXY header. */
    boolean isProxy(InetAddress peer) {
        return proxies.stream().anyMatch(range -> range.contains(peer));
    }

    /** Counts a connection that was accepted; false if there are too many. */
    boolean add(ClientSocket socket) {
        lock.lock();
        try {
            if (open.size() >= limits.maxConnections()) {
                return false;
            }
            open.put(socket, Optional.empty());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts it for its client's address, which may be known only now; false if there are too many.
     */
    boolean admit(ClientSocket socket, InetAddress client) {
        Source source = Source.of(client);
        lock.lock();
        try {
            int already = perSource.getOrDefault(source, 0);
            if (already >= limits.maxConnectionsPerAddress()) {
                return false;
            }
            perSource.put(source, already + 1);
            open.put(socket, Optional.of(source));
            return true;
        } finally {
            lock.unlock();
        }
    }

    void remove(ClientSocket socket) {
        lock.lock();
        try {
            Optional<Source> source = open.remove(socket);
            if (source != null && source.isPresent()) {
                perSource.computeIfPresent(
                        source.get(), (_, count) -> count == 1 ? null : count - 1);
            }
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    List<ClientSocket> all() {
        lock.lock();
        try {
            return List.copyOf(open.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is none left; false if the time is over first. */
    boolean awaitNone(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (!open.isEmpty() && left > 0) {
                left = fewer.awaitNanos(left);
            }
            return open.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cuts those that wait for too long for their peer to read, for a blocking write knows no
     * time-out, and ends reads whose deadline is over.
     */
    void watch() {
        for (ClientSocket socket : all()) {
            socket.cutOverdueRead();
            if (socket.writingFor().compareTo(limits.writeTimeout()) > 0) {
                log.info(
                        "smtp=cut remote={} reason=\"does not read\"",
                        socket.getInetAddress().getHostAddress());
                socket.abort();
            }
        }
    }

    /** How often to {@link #watch}: that late all deadlines may be. */
    Duration watchInterval() {
        Duration shortest =
                Stream.of(
                                limits.handshakeTimeout(),
                                limits.commandTimeout(),
                                limits.dataTimeout(),
                                limits.transactionTimeout(),
                                limits.writeTimeout())
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        return Duration.ofMillis(Math.clamp(shortest.toMillis() / 4, 10, 1000));
    }

    /** An IPv4 address, or an IPv6 /64: one customer has that many addresses. */
    private record Source(long high, boolean six) {
        static Source of(InetAddress address) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address
                    ? new Source(bytes.getLong(), true)
                    : new Source(bytes.getInt(), false);
        }
    }
}
