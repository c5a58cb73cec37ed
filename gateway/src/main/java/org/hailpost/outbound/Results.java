package org.hailpost.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of parcels, many in one transaction, by a named platform thread; and those
 * that come with a report to their sender on their own, which the store puts together with other
 * mails. Goes on trying while the store is away.
 *
 * <p>What waits here is bounded by what may be claimed at a time: a parcel is under way until its
 * result is committed.
 */
final class Results {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);

    private static final int BATCH = 256;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Queue queue;
    private final Reports reports;
    private final LinkedBlockingQueue<Settlement> waiting = new LinkedBlockingQueue<>();
    private final Map<Key, Consignment> underway = new ConcurrentHashMap<>();
    private final Thread writer;
    private volatile boolean closed;

    private record Key(long mailId, int position) {
        static Key of(Consignment consignment) {
            return new Key(consignment.mailId(), consignment.entries().getFirst().position());
        }
    }

    Results(Queue queue, Reports reports) {
        this.queue = queue;
        this.reports = reports;
        this.writer = Thread.ofPlatform().name("queue-results").start(this::run);
    }

    /** Claimed, and not written yet. */
    Collection<Consignment> underway() {
        return underway.values();
    }

    /** False if it is being carried already: its lease ended while the store was away. */
    boolean begin(Consignment consignment) {
        return underway.putIfAbsent(Key.of(consignment), consignment) == null;
    }

    /** Its rows are somebody else's from now on. */
    void lose(Consignment consignment) {
        underway.remove(Key.of(consignment));
    }

    /** Returns at once, but for a result with a report: when that is written. */
    void settle(Settlement settlement) {
        Optional<Notice> notice = reports.of(settlement);
        if (notice.isEmpty()) {
            waiting.add(settlement);
            return;
        }
        while (!closed) {
            try {
                settle(settlement, notice.get());
                lose(settlement.consignment());
                return;
            } catch (ClaimLostException e) {
                LOG.warn("event=claim-lost reason=\"{}\"", e.getMessage());
                lose(settlement.consignment());
                return;
            } catch (RuntimeException e) {
                LOG.warn("event=queue-report-failed reason={}", e.toString());
                pause();
            }
        }
    }

    /** Writes it, or throws. */
    void settleNow(Settlement settlement) {
        Optional<Notice> notice = reports.of(settlement);
        if (notice.isPresent()) {
            settle(settlement, notice.get());
        } else {
            queue.settle(List.of(settlement));
            log(settlement);
        }
    }

    private void settle(Settlement settlement, Notice notice) {
        try {
            queue.settle(settlement, notice);
        } catch (NoticeUndeliverableException e) {
            LOG.warn(
                    "event=report-undeliverable id={} to={} reason={}",
                    settlement.consignment().parcel().id(),
                    notice.to(),
                    e.getMessage());
            queue.settle(List.of(settlement));
        }
        log(settlement);
    }

    private void run() {
        List<Settlement> batch = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            try {
                if (batch.isEmpty()) {
                    Settlement first = waiting.poll(100, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                }
                queue.settle(batch);
                batch.forEach(settlement -> lose(settlement.consignment()));
                batch.forEach(Results::log);
                batch.clear();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) { // of the store, which heals by itself
                LOG.warn("event=queue-results-failed reason={}", e.toString());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(Settlement settlement) {
        Consignment consignment = settlement.consignment();
        for (int i = 0; i < settlement.fates().size(); i++) {
            String to = consignment.parcel().recipients().get(i).address().toString();
            String id = consignment.parcel().id();
            switch (settlement.fates().get(i)) {
                case Fate.Relayed(String host, String reply, boolean _) ->
                        LOG.info(
                                "event=relayed id={} to={} host={} reply=\"{}\"",
                                id,
                                to,
                                host,
                                reply);
                case Fate.Deferred(Handover.Failure failure, Duration after) ->
                        LOG.info(
                                "event=deferred id={} to={} host={} status={} retry={} reason=\"{}\"",
                                id,
                                to,
                                failure.host(),
                                failure.status(),
                                after,
                                failure.diagnostic());
                case Fate.Bounced(Handover.Failure failure) ->
                        LOG.info(
                                "event=bounced id={} to={} host={} status={} reason=\"{}\"",
                                id,
                                to,
                                failure.host(),
                                failure.status(),
                                failure.diagnostic());
                case Fate.GivenBack(), Fate.StillWaiting(var _, var _, boolean _) -> {}
            }
        }
    }

    /** Writes what is there, then ends. */
    void close(Duration limit) throws InterruptedException {
        closed = true;
        writer.join(limit);
        if (writer.isAlive()) {
            writer.interrupt();
        }
    }
}
