package org.hailpost.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Receipt;
import org.hailpost.outbound.QueueEntrance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: many messages, one transaction, one fsync.
 *
 * <p>The threads that bring messages wait in a bounded queue. A lane, which is a named platform
 * thread, takes everything that waits (up to {@link #BATCH_MESSAGES} and {@link #BATCH_OCTETS}),
 * writes it in one transaction ({@link IntakeBatch}), and then releases all waiters and feeds the
 * change feed. While a lane is busy with one commit the next batch gathers, so the batches grow
 * with the load and an idle gateway does not wait. One lane does all the work: two would share the
 * messages, so that each pays for a commit of half of them, and meet on the row locks of busy
 * accounts. The others are a reserve: they take what has waited for {@link #HELD_UP}, when the
 * first waits itself for an account that somebody has locked.
 *
 * <p>Three things can go wrong with a batch. A statement fails, or somebody has given up waiting:
 * the batch is rolled back and each message tried alone, so that one bad message harms itself only.
 * The database is gone before the commit: everybody gets {@link MailUnavailableException}, nothing
 * remains. The connection breaks <em>during</em> the commit: the transaction is in doubt, and
 * {@link Doubts} finds out.
 */
public final class GroupCommit implements MessageFiling, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private static final int BATCH_MESSAGES = 64;
    private static final long BATCH_OCTETS = 4L << 20;

    /** More than there may be connections: these hold the messages anyway. */
    private static final int QUEUE = 16_384;

    /** All of a 10 s promise but the time to say so (SMTP answers 451 within 10 s). */
    private static final Duration PATIENCE = Duration.ofMillis(9_500);

    /** Longer than any batch takes whose accounts are free. */
    private static final Duration HELD_UP = Duration.ofMillis(100);

    /**
     * How often deadlines are looked at. One look at all costs less than a time-out for each: see
     * the SMTP client's socket, which does the same.
     */
    private static final long CLOCK_MILLIS = 200;

    private final Database database;
    private final ChangeFeed feed;
    private final PostgresQuotas quotas;
    private final QueueEntrance entrance;
    private final Duration patience;
    private final IdBlocks ids = new IdBlocks();
    private final Doubts doubts;
    private final BlockingQueue<WaitingMessage> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Set<WaitingMessage> awaited = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("group-commit-clock").factory());
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean closed;

    /**
     * @param entrance where mails go that leave
     */
    public GroupCommit(
            Database database,
            ChangeFeed feed,
            PostgresQuotas quotas,
            QueueEntrance entrance,
            int laneCount) {
        this(database, feed, quotas, entrance, laneCount, PATIENCE);
    }

    /** Mails that leave go to the exchangers of their domains. */
    GroupCommit(Database database, ChangeFeed feed, PostgresQuotas quotas, int laneCount) {
        this(database, feed, quotas, QueueEntrance.direct(), laneCount);
    }

    /** Without default quotas. */
    public GroupCommit(Database database, ChangeFeed feed, int laneCount) {
        this(database, feed, laneCount, PATIENCE);
    }

    GroupCommit(Database database, ChangeFeed feed, int laneCount, Duration patience) {
        this(
                database,
                feed,
                new PostgresQuotas(database),
                QueueEntrance.direct(),
                laneCount,
                patience);
    }

    private GroupCommit(
            Database database,
            ChangeFeed feed,
            PostgresQuotas quotas,
            QueueEntrance entrance,
            int laneCount,
            Duration patience) {
        this.database = database;
        this.feed = feed;
        this.quotas = quotas;
        this.entrance = entrance;
        this.patience = patience;
        this.doubts = new Doubts(database);
        for (int lane = 1; lane <= laneCount; lane++) {
            boolean reserve = lane > 1;
            lanes.add(Thread.ofPlatform().name("group-commit-" + lane).start(() -> run(reserve)));
        }
        var _ = clock.scheduleAtFixedRate(this::tick, CLOCK_MILLIS, CLOCK_MILLIS, MILLISECONDS);
    }

    @Override
    public Receipt store(NewMessage message) {
        return store(List.of(message), null, null).getFirst();
    }

    @Override
    public List<Receipt> storeAll(List<NewMessage> messages) {
        return store(messages, null, null);
    }

    /** Stores a message and writes what became of mails in the outbound queue, both or neither. */
    void storeWith(NewMessage message, QueueResults results) {
        store(List.of(message), null, results);
    }

    @Override
    public Receipt replace(NewMessage message, Replaced replaced) {
        return store(List.of(message), replaced, null).getFirst();
    }

    private List<Receipt> store(
            List<NewMessage> messages,
            @Nullable Replaced replaced,
            @Nullable QueueResults results) {
        boolean repeatable = messages.stream().anyMatch(message -> message.request() != null);
        if (replaced == null && !repeatable) { // what makes way makes room; what is there is there
            quotas.refuseFull(messages);
        }
        WaitingMessage waiting =
                new WaitingMessage(
                        messages, replaced, results, System.nanoTime() + patience.toNanos());
        awaited.add(waiting); // before it asks whether all is closed: see tick()
        try {
            if (closed || !queue.offer(waiting)) {
                throw new MailUnavailableException("the store does not keep up", null);
            }
            return waiting.await();
        } finally {
            awaited.remove(waiting);
        }
    }

    /** Commits what waits, then ends the lanes. */
    @Override
    public void close() {
        closed = true;
        for (Thread lane : lanes) {
            try {
                lane.join(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Goes on after the lanes have ended, for those who came too late for them. */
    private void tick() {
        awaited.forEach(WaitingMessage::expire);
        if (closed && awaited.isEmpty()) {
            clock.shutdown();
        }
    }

    private void run(boolean reserve) {
        List<WaitingMessage> batch = new ArrayList<>(BATCH_MESSAGES);
        while (!closed || !queue.isEmpty()) {
            try {
                gather(batch, reserve);
                if (!batch.isEmpty()) {
                    write(List.copyOf(batch));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // ours: a lane never dies of it
                LOG.error("event=group-commit-failed", e);
                batch.forEach(waiting -> waiting.fail(new MailUnavailableException("internal", e)));
            } finally {
                batch.clear();
            }
        }
    }

    /** Takes what waits now; blocks shortly for the first one. */
    private void gather(List<WaitingMessage> batch, boolean reserve) throws InterruptedException {
        WaitingMessage waiting = reserve ? heldUp() : queue.poll(100, MILLISECONDS);
        long octets = 0;
        while (waiting != null) {
            if (waiting.take()) {
                batch.add(waiting);
                octets += waiting.octets();
            }
            if (batch.size() == BATCH_MESSAGES || octets >= BATCH_OCTETS) {
                return;
            }
            waiting = queue.poll();
        }
    }

    private @Nullable WaitingMessage heldUp() throws InterruptedException {
        WaitingMessage first = queue.peek();
        if (first != null && first.waitsFor(HELD_UP)) {
            return queue.poll();
        }
        Thread.sleep(HELD_UP.dividedBy(2));
        return null;
    }

    private void write(List<WaitingMessage> batch) {
        List<WaitingMessage> fresh =
                batch.stream().filter(waiting -> !waiting.abandoned() && !settle(waiting)).toList();
        if (fresh.isEmpty()) {
            return;
        }
        IntakeBatch attempt = new IntakeBatch(ids, quotas, entrance, fresh);
        try {
            database.inTransaction(connection -> {
                attempt.write(connection);
                return attempt;
            });
        } catch (StoreUnavailableException e) {
            ids.discard();
            if (!attempt.commitSent() || !doubts.committed(attempt)) {
                attempt.fail(e);
                return;
            }
        } catch (OverQuotaException e) {
            fresh.forEach(WaitingMessage::reopen);
            writeApart(fresh, waiting -> waiting.isFor(e.accountId()), e);
            return;
        } catch (RuntimeException e) {
            fresh.forEach(WaitingMessage::reopen);
            writeApart(fresh, _ -> true, e);
            return;
        }
        try { // from here on nothing is tried again
            feed.publish(attempt.changes()); // before anybody is told: see ChangeFeed#caughtUp
        } finally {
            attempt.succeed();
        }
        if (attempt.queues()) {
            entrance.doorbell().ring();
        }
    }

    /** Writes the others together, and each suspect alone, to find out which it was. */
    private void writeApart(
            List<WaitingMessage> failed,
            Predicate<WaitingMessage> suspect,
            RuntimeException reason) {
        if (failed.size() == 1) {
            failed.getFirst().fail(reason);
            return;
        }
        List<WaitingMessage> suspects = failed.stream().filter(suspect).toList();
        if (!suspects.isEmpty() && suspects.size() < failed.size()) {
            write(failed.stream().filter(suspect.negate()).toList());
        } else {
            suspects = failed;
        }
        suspects.forEach(waiting -> write(List.of(waiting)));
    }

    /** Whether the message needs no writing: it is answered already. */
    private boolean settle(WaitingMessage waiting) {
        try {
            @Nullable List<Receipt> settled = doubts.settled(waiting);
            if (settled != null) {
                waiting.succeed(settled);
            }
            return settled != null;
        } catch (StoreException e) {
            waiting.fail(e);
            return true;
        }
    }
}
