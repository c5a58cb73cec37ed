package org.hailpost.relay;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Handover.Refused;
import org.hailpost.outbound.Parcel;

/** One try to hand over a parcel, host by host until each recipient has a result. One thread's. */
final class Attempt {
    private final Dialler dialler;
    private final IdleConnections idle;
    private final RelayLimits limits;
    private final Parcel parcel;
    private final boolean asking;
    private final Results results;
    private final long begin = System.nanoTime();
    private final long end;
    private int addressesLeft;
    private boolean reached;
    private boolean hopeless = true;
    private Failure last = new Failure("", "4.4.1", "there was no host to try");
    private String over = "";

    Attempt(Dialler dialler, IdleConnections idle, RelayLimits limits, Parcel parcel) {
        this(dialler, idle, limits, parcel, false, limits.attemptTimeout());
    }

    private Attempt(
            Dialler dialler,
            IdleConnections idle,
            RelayLimits limits,
            Parcel parcel,
            boolean asking,
            Duration within) {
        this.asking = asking;
        this.dialler = dialler;
        this.idle = idle;
        this.limits = limits;
        this.parcel = parcel;
        this.results = new Results(parcel.recipients().size());
        this.end = begin + within.toNanos();
        this.addressesLeft = limits.maxAddresses();
    }

    /** One that ends with RCPT: whoever is accepted there counts as relayed. */
    static Attempt asking(
            Dialler dialler,
            IdleConnections idle,
            RelayLimits limits,
            Parcel parcel,
            Duration within) {
        return new Attempt(dialler, idle, limits, parcel, true, within);
    }

    /** Whether another host need not be tried, or may not. */
    boolean over() {
        return results.complete() || addressesLeft == 0 || System.nanoTime() - end >= 0;
    }

    /** The whole of it is refused. */
    void refuse(Failure failure) {
        results.settleOpen(new Refused(failure));
    }

    /** The whole of it has to wait. */
    void defer(Failure failure, boolean unreachable) {
        results.settleOpen(new Deferred(failure, unreachable));
    }

    /**
     * A host cannot be used.
     *
     * @param permanent whether that will stay so
     */
    void skip(Failure failure, boolean permanent) {
        last = failure;
        hopeless &= permanent;
    }

    /** Tries a host: over a connection that waits, else at one address after the other. */
    void at(Target target, List<InetAddress> addresses) {
        hopeless = false;
        Optional<Connection> waiting = idle.take(target);
        if (waiting.isPresent() && over(waiting.get())) {
            return;
        }
        // A connection that waited may have been gone; nothing was sent over it that counts.
        for (InetAddress address : addresses) {
            if (over()) {
                return;
            }
            addressesLeft--;
            try {
                if (over(dialler.open(target, address, end))) {
                    return;
                }
            } catch (PeerException e) {
                last = e.failure();
            }
        }
    }

    /** Whether the host has answered for everybody. */
    private boolean over(Connection connection) {
        boolean fresh = connection.mails() == 0;
        boolean usable = false;
        try {
            connection.wire().watch().attempt(end);
            Transaction transaction = new Transaction(connection, parcel, results, limits);
            usable = asking ? transaction.ask() : transaction.run();
        } catch (PeerException e) {
            last = e.failure();
        } finally {
            reached |= fresh;
            over = words(connection);
            if (usable) {
                idle.give(connection);
            } else {
                connection.close();
            }
        }
        return results.complete();
    }

    private static String words(Connection connection) {
        return connection.target().host()
                + " address="
                + connection.address().getHostAddress()
                + " tls="
                + connection.encrypted()
                + " mails="
                + connection.mails();
    }

    /** Complete: whoever is open has what was the matter last. */
    List<Handover> finish() {
        if (hopeless && !results.complete()) {
            refuse(new Failure(last.host(), "5" + last.status().substring(1), last.diagnostic()));
        }
        defer(last, !reached);
        return results.all();
    }

    Results results() {
        return results;
    }

    /** The connection used last, for the log; empty if there was none. */
    String connection() {
        return over;
    }

    long millis() {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
