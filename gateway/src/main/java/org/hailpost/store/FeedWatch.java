package org.hailpost.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.hailpost.mailbox.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what listeners were told with the log, every poll interval: a hint that was lost, or
 * that another process's commit never gave, costs one interval and never an event.
 */
public final class FeedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);

    private final LocalChangeFeed feed;
    private final EventLog log;
    private final LongConsumer gone;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("feed-watch").factory());

    /**
     * @param gone told of each watched account that is not there or not enabled any more
     */
    public FeedWatch(LocalChangeFeed feed, EventLog log, Duration interval, LongConsumer gone) {
        this.feed = feed;
        this.gone = gone;
        this.log = log;
        long millis = interval.toMillis();
        var _ = ticker.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }

    private void look() {
        try {
            var watched = feed.watched();
            if (!watched.isEmpty()) {
                Map<Long, Long> heads = log.heads(watched);
                heads.forEach(feed::head);
                watched.stream()
                        .filter(account -> !heads.containsKey(account))
                        .forEach(gone::accept);
            }
        } catch (RuntimeException e) {
            LOG.debug("event=feed-watch-failed reason={}", e.toString());
        }
    }
}
