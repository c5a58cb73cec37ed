package org.hailpost.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("feed-watch").factory());

    public FeedWatch(LocalChangeFeed feed, EventLog log, Duration interval) {
        this.feed = feed;
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
                log.heads(watched).forEach(feed::head);
            }
        } catch (RuntimeException e) {
            LOG.debug("event=feed-watch-failed reason={}", e.toString());
        }
    }
}
