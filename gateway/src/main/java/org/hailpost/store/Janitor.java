package org.hailpost.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes, now and then and in small bites, what has had its time: events past their retention and
 * the expunge log with them, send requests after 24 h, rows of terminals that have not come back,
 * files that no mail has taken, search segments whose messages are gone, and what a repair by hand
 * has left in the outbound queue.
 */
public final class Janitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final int BITE = 5_000;

    private final Database database;
    private final Duration eventRetention;
    private final Duration uploadLifetime;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("janitor").factory());

    /** Begins after {@code interval}; events and absent terminals are kept for the retention. */
    public Janitor(
            Database database,
            Duration eventRetention,
            Duration uploadLifetime,
            Duration interval) {
        this.database = database;
        this.eventRetention = eventRetention;
        this.uploadLifetime = uploadLifetime;
        long millis = interval.toMillis();
        var _ = ticker.scheduleWithFixedDelay(this::clean, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }

    /** One round; also called by tests. */
    void clean() {
        try {
            clean("event", "at", eventRetention);
            clean("sent_request", "at", Duration.ofHours(24));
            clean("terminal", "lease_until", eventRetention);
            clean("outbound_commit", "at", Duration.ofHours(24));
            log("expunged", ExpungeLog.forget(database));
            log("upload", PostgresUploads.forget(database, uploadLifetime));
            log("search_segment", SearchSegments.forget(database));
            log("outbound_mail", QueueUpkeep.removeEmptyMails(database));
            int found = QueueUpkeep.findLostRecipients(database);
            if (found > 0) {
                LOG.warn("event=queue-destinations-found count={}", found);
            }
        } catch (RuntimeException e) {
            LOG.warn("event=janitor-failed reason={}", e.toString());
        }
    }

    private void clean(String table, String column, Duration age) {
        String sql =
                "delete from %1$s where ctid = any(array(select ctid from %1$s where %2$s < now() - ?::interval limit %3$d))"
                        .formatted(table, column, BITE);
        int removed;
        do {
            removed = Query.of(database, sql, age.toSeconds() + " seconds").update();
            log(table, removed);
        } while (removed == BITE);
    }

    private static void log(String table, int removed) {
        if (removed > 0) {
            LOG.info("event=janitor-removed table={} rows={}", table, removed);
        }
    }
}
