package org.hailpost.outbound;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claimed parcels on their way, a lane for each destination: a short queue, and a few virtual
 * threads that carry one parcel after the other. When a destination does not answer, what waits in
 * its lane goes back to the store untried.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** Claimed and waiting, for each handing over that may be under way. */
    private static final int AHEAD = 4;

    private final Queue queue;
    private final Routes routes;
    private final Carrier carrier;
    private final Results results;
    private final OutboundSettings settings;
    private final InstantSource clock;
    private final Doorbell doorbell;
    private final Semaphore slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, Lane> lanes = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    private static final class Lane {
        final Deque<Consignment> waiting = new ArrayDeque<>();
        int carrying;
    }

    Lanes(
            Queue queue,
            Routes routes,
            Carrier carrier,
            Results results,
            OutboundSettings settings,
            InstantSource clock,
            Doorbell doorbell) {
        this.queue = queue;
        this.routes = routes;
        this.carrier = carrier;
        this.results = results;
        this.settings = settings;
        this.clock = clock;
        this.doorbell = doorbell;
        this.slots = new Semaphore(settings.inAll());
    }

    /** How many recipients may be claimed for one lane. */
    int refill() {
        return settings.perDestination() * AHEAD;
    }

    /** How many more parcels may be claimed. */
    int room() {
        return Math.max(0, settings.inAll() * AHEAD * 2 - results.underway().size());
    }

    /** The destinations that have enough. */
    Set<String> saturated() {
        lock.lock();
        try {
            Set<String> names = new HashSet<>();
            lanes.forEach((name, lane) -> {
                if (lane.waiting.size() >= settings.perDestination()) {
                    names.add(name);
                }
            });
            return names;
        } finally {
            lock.unlock();
        }
    }

    void add(Consignment consignment) {
        if (!results.begin(consignment)) {
            return;
        }
        lock.lock();
        try {
            Lane lane = lanes.computeIfAbsent(consignment.destination(), _ -> new Lane());
            lane.waiting.add(consignment);
            if (lane.carrying < settings.perDestination()) {
                lane.carrying++;
                Thread.ofVirtual()
                        .name("carry-" + consignment.destination())
                        .start(() -> work(consignment.destination()));
            }
        } finally {
            lock.unlock();
        }
    }

    private void work(String destination) {
        Consignment next = next(destination);
        while (next != null) {
            try {
                carry(next);
            } catch (RuntimeException | Error e) { // ours; the lease brings it again
                LOG.error("event=queue-carry-failed id={}", next.parcel().id(), e);
                results.lose(next);
            }
            next = next(destination);
        }
    }

    private @Nullable Consignment next(String destination) {
        lock.lock();
        try {
            Lane lane = lanes.get(destination);
            if (lane == null) {
                return null;
            }
            Consignment next = closed ? null : lane.waiting.poll();
            if (next == null && --lane.carrying == 0 && lane.waiting.isEmpty()) {
                lanes.remove(destination);
                idle.signalAll();
            }
            if (lane.waiting.size() == settings.perDestination() - 1) {
                doorbell.ring(); // from here on it may be refilled
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void carry(Consignment consignment) {
        Optional<Destination> destination = routes.known(consignment.destination());
        if (destination.isEmpty()) {
            reroute(consignment);
            return;
        }
        List<Handover> handovers;
        slots.acquireUninterruptibly();
        try {
            handovers = carrier.carry(destination.get(), consignment.parcel());
        } finally {
            slots.release();
        }
        boolean unreachable =
                handovers.stream()
                        .anyMatch(h -> h instanceof Handover.Deferred(var _, boolean u) && u);
        if (unreachable) {
            putOff(consignment.destination());
        } else if (consignment.claim() == Consignment.Claim.PROBE) {
            queue.answered(consignment.destination());
            doorbell.ring();
        }
        results.settle(new Settlement(consignment, fates(consignment, handovers)));
    }

    private void reroute(Consignment consignment) {
        List<Queue.Rerouted> rerouted = new ArrayList<>();
        for (int i = 0; i < consignment.entries().size(); i++) {
            String name = routes.destination(consignment.parcel().recipients().get(i).address());
            rerouted.add(new Queue.Rerouted(consignment, i, name));
        }
        queue.reroute(rerouted);
        results.lose(consignment);
        doorbell.ring();
    }

    private void putOff(String destination) {
        queue.putOff(destination, failures -> settings.schedule().retry(failures, chance()));
        List<Consignment> untried;
        lock.lock();
        try {
            Lane lane = lanes.get(destination);
            untried = lane == null ? List.of() : List.copyOf(lane.waiting);
            if (lane != null) {
                lane.waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        untried.forEach(this::giveBack);
    }

    private void giveBack(Consignment consignment) {
        results.settle(
                new Settlement(
                        consignment,
                        Collections.nCopies(consignment.entries().size(), new Fate.GivenBack())));
    }

    private List<Fate> fates(Consignment consignment, List<Handover> handovers) {
        boolean expired =
                clock.instant()
                        .isAfter(consignment.since().plus(settings.schedule().giveUpAfter()));
        List<Fate> fates = new ArrayList<>();
        for (int i = 0; i < handovers.size(); i++) {
            long attempts = consignment.entries().get(i).attempts();
            fates.add(
                    switch (handovers.get(i)) {
                        case Handover.Relayed(String host, String reply, boolean reports) ->
                                new Fate.Relayed(host, reply, reports);
                        case Handover.Refused(Handover.Failure failure) ->
                                new Fate.Bounced(failure);
                        case Handover.Deferred(Handover.Failure failure, boolean _) when expired ->
                                new Fate.Bounced(failure);
                        case Handover.Deferred(Handover.Failure failure, boolean _) ->
                                new Fate.Deferred(
                                        failure, settings.schedule().retry(attempts, chance()));
                    });
        }
        return fates;
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** What waits goes back; what is being carried may finish within the limit. */
    void close(Duration limit) throws InterruptedException {
        List<Consignment> untried = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Lane lane : lanes.values()) {
                untried.addAll(lane.waiting);
                lane.waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        untried.forEach(this::giveBack);
        awaitIdle(limit);
    }

    private void awaitIdle(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!lanes.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
