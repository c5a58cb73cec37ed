package org.hailpost.outbound;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works the queue off on this node.
 *
 * <p>One named platform thread claims what is due and hands it to {@link Lanes}, where virtual
 * threads carry it; it sleeps until the doorbell rings, and looks by itself every {@link #POLL} for
 * what other nodes or an administrator have left. A second one tells senders of what takes long.
 * {@link Results} writes what became of it all.
 *
 * <p>Memory is bounded by how many parcels are claimed at a time, whatever waits in the store.
 */
public final class QueueRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** While little is found, so that what comes in meanwhile is claimed together. */
    private static final Duration GATHER = Duration.ofMillis(4);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

    private static final int DESTINATIONS = 64;
    private static final int OVERDUE = 100;

    private final Queue queue;
    private final Doorbell doorbell;
    private final InstantSource clock;
    private final Lanes lanes;
    private final Results results;
    private final Reports reports;
    private final Thread claims;
    private final Thread late;
    private volatile boolean closed;
    private long renewedNanos = System.nanoTime();

    /** Starts at once. */
    public QueueRunner(
            Queue queue,
            QueueEntrance entrance,
            Carrier carrier,
            Reports reports,
            OutboundSettings settings,
            InstantSource clock) {
        this.queue = queue;
        this.doorbell = entrance.doorbell();
        this.reports = reports;
        this.clock = clock;
        this.results = new Results(queue, reports);
        this.lanes =
                new Lanes(queue, entrance.routes(), carrier, results, settings, clock, doorbell);
        this.claims = Thread.ofPlatform().name("queue-claims").start(this::run);
        this.late = Thread.ofPlatform().daemon().name("queue-reports").start(this::report);
    }

    private void run() {
        boolean recovered = false;
        while (!closed) {
            try {
                recovered = recovered || recover();
                renew();
                pause(claim());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) { // of the store, which heals by itself
                LOG.warn("event=queue-claim-failed reason={}", e.toString());
                if (!sleep(POLL)) {
                    return;
                }
            }
        }
    }

    /** How many were found. */
    private int claim() {
        int room = lanes.room();
        if (room == 0) {
            return 0;
        }
        Set<String> saturated = lanes.saturated();
        int each = lanes.refill();
        int destinations = Math.clamp(room / each, 1, DESTINATIONS);
        List<Consignment> claimed = queue.claim(saturated, destinations, each);
        claimed.forEach(lanes::add);
        return claimed.size();
    }

    private void pause(int found) throws InterruptedException {
        if (found == 0) {
            doorbell.await(POLL);
        } else if (found < DESTINATIONS) {
            Thread.sleep(GATHER);
        }
    }

    private boolean recover() {
        int count = queue.recover();
        if (count > 0) {
            LOG.info("event=queue-recovered recipients={}", count);
        }
        return true;
    }

    private void renew() {
        if (System.nanoTime() - renewedNanos > Queue.LEASE.dividedBy(3).toNanos()) {
            List<Consignment> underway = new ArrayList<>(results.underway());
            if (!underway.isEmpty()) {
                queue.renew(underway);
            }
            renewedNanos = System.nanoTime();
        }
    }

    /** Each round takes the oldest; what it has settled is not found again. */
    private void report() {
        while (!closed) {
            try {
                List<Consignment> overdue = queue.overdue(OVERDUE);
                for (Consignment consignment : overdue) {
                    report(consignment);
                }
                if (overdue.size() < OVERDUE && !sleep(POLL)) {
                    return;
                }
            } catch (RuntimeException e) {
                LOG.warn("event=queue-report-failed reason={}", e.toString());
                if (!sleep(POLL)) {
                    return;
                }
            }
        }
    }

    private void report(Consignment consignment) {
        try {
            results.settleNow(reports.overdue(consignment, clock.instant()));
        } catch (ClaimLostException e) {
            LOG.debug("event=report-waits reason=\"{}\"", e.getMessage()); // for the next round
        }
    }

    /** False if it is to end. */
    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Ends the claims; what is under way may finish within a second, else its lease brings it. */
    @Override
    public void close() {
        closed = true;
        doorbell.ring();
        late.interrupt();
        try {
            claims.join(STOP_LIMIT);
            lanes.close(STOP_LIMIT);
            results.close(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
