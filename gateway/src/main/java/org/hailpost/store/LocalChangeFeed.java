package org.hailpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed of this node: a bounded queue and one platform thread that calls the listeners.
 *
 * <p>When the queue is full the changes are dropped, and every listener is told {@link
 * Listener#missed} once the queue has been drained; it then reads the log. {@link FeedWatch} does
 * the same for changes that another process committed.
 */
public final class LocalChangeFeed implements ChangeFeed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalChangeFeed.class);
    private static final int QUEUE = 65_536;

    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<Long, CopyOnWriteArrayList<Listener>> listeners = new ConcurrentHashMap<>();
    private final AtomicBoolean overflown = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    public LocalChangeFeed() {
        thread = Thread.ofPlatform().daemon().name("change-feed").start(this::run);
    }

    @Override
    public Subscription subscribe(long accountId, Listener listener) {
        listeners.compute(
                accountId,
                (_, present) -> {
                    CopyOnWriteArrayList<Listener> list =
                            present == null ? new CopyOnWriteArrayList<>() : present;
                    list.add(listener);
                    return list;
                });
        return () ->
                listeners.computeIfPresent(
                        accountId,
                        (_, list) -> {
                            list.remove(listener);
                            return list.isEmpty() ? null : list;
                        });
    }

    @Override
    public void publish(List<Change> changes) {
        for (Change change : changes) {
            if (listeners.containsKey(change.accountId()) && !queue.offer(change)) {
                overflown.set(true);
            }
        }
    }

    /** The accounts somebody listens to. */
    List<Long> watched() {
        return new ArrayList<>(listeners.keySet());
    }

    /** Tells the account's listeners where its log ends, in case they were not told of a change. */
    void head(long accountId, long seq) {
        for (Listener listener : listeners.getOrDefault(accountId, NOBODY)) {
            call(() -> listener.missed(seq));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private static final CopyOnWriteArrayList<Listener> NOBODY = new CopyOnWriteArrayList<>();

    private void run() {
        while (!closed) {
            try {
                Change change = queue.take();
                for (Listener listener : listeners.getOrDefault(change.accountId(), NOBODY)) {
                    call(() -> listener.changed(change));
                }
                if (queue.isEmpty() && overflown.compareAndSet(true, false)) {
                    LOG.warn("event=change-feed-overflow listeners={}", listeners.size());
                    listeners.forEach((account, list) ->
                            list.forEach(l -> call(() -> l.missed(Long.MAX_VALUE))));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A listener's fault is ours to log, and harms no other listener. */
    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("event=change-listener-failed", e);
        }
    }
}
