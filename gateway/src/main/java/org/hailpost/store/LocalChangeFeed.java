package org.hailpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed of this node: a bounded queue and one platform thread that calls the listeners.
 *
 * <p>When the queue is full a change is dropped. That costs nobody an event: {@link FeedWatch}
 * compares what listeners were told with the log, and {@link Listener#missed} tells them the rest.
 */
public final class LocalChangeFeed implements ChangeFeed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalChangeFeed.class);
    private static final int QUEUE = 65_536;

    /** Who waits longer had better ask the store. */
    private static final long PATIENCE_NANOS = 20_000_000;

    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<Long, Watched> accounts = new ConcurrentHashMap<>();
    private final Thread thread;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong handled = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private volatile boolean closed;

    /** An account's listeners, and the highest seq they were told of. */
    private static final class Watched {
        final List<Listener> listeners = new CopyOnWriteArrayList<>();
        final AtomicLong told = new AtomicLong();

        /**
         * The last change that was left out, if the log was not seen to go so far since; else 0.
         */
        final AtomicLong dropped = new AtomicLong();
    }

    public LocalChangeFeed() {
        thread = Thread.ofPlatform().daemon().name("change-feed").start(this::run);
    }

    @Override
    public Subscription subscribe(long accountId, Listener listener) {
        accounts.compute(
                accountId,
                (_, present) -> {
                    Watched watched = present == null ? new Watched() : present;
                    watched.listeners.add(listener);
                    return watched;
                });
        return () ->
                accounts.computeIfPresent(
                        accountId,
                        (_, watched) -> {
                            watched.listeners.remove(listener);
                            return watched.listeners.isEmpty() ? null : watched;
                        });
    }

    @Override
    public void publish(List<Change> changes) {
        for (Change change : changes) {
            Watched watched = accounts.get(change.accountId());
            if (watched == null) {
                continue;
            }
            published.incrementAndGet();
            if (!queue.offer(change)) {
                watched.dropped.accumulateAndGet(change.seq(), Math::max);
                handled();
                LOG.debug("event=change-feed-full account={}", change.accountId());
            }
        }
    }

    @Override
    public boolean caughtUp(long accountId) {
        long target = published.get();
        if (handled.get() < target && !awaitHandled(target)) {
            return false;
        }
        Watched watched = accounts.get(accountId);
        return watched != null && watched.dropped.get() == 0 && !closed;
    }

    private boolean awaitHandled(long target) {
        long left = PATIENCE_NANOS;
        waiting.incrementAndGet();
        lock.lock();
        try {
            while (handled.get() < target && left > 0) {
                left = progress.awaitNanos(left);
            }
            return handled.get() >= target;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }

    private void handled() {
        handled.incrementAndGet();
        if (waiting.get() > 0) {
            lock.lock();
            try {
                progress.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The accounts somebody listens to. */
    List<Long> watched() {
        return new ArrayList<>(accounts.keySet());
    }

    /** Tells the account's listeners where its log ends, if they were not told so far. */
    void head(long accountId, long seq) {
        Watched watched = accounts.get(accountId);
        if (watched == null) {
            return;
        }
        if (watched.told.getAndAccumulate(seq, Math::max) < seq) {
            watched.listeners.forEach(listener -> call(() -> listener.missed(seq)));
        } // else they were told of what came later, and saw the gap
        watched.dropped.updateAndGet(dropped -> dropped <= seq ? 0 : dropped);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                Change change = queue.take();
                Watched watched = accounts.get(change.accountId());
                if (watched != null) {
                    watched.told.accumulateAndGet(change.seq(), Math::max);
                    watched.listeners.forEach(listener -> call(() -> listener.changed(change)));
                }
                handled();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A listener's fault is ours to log, and harms no other listener, whatever it is. */
    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error e) {
            LOG.error("event=change-listener-failed", e);
        }
    }
}
