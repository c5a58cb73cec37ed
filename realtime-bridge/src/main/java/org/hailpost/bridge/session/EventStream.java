package org.hailpost.bridge.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Where one terminal is in its account's log: what was sent, what is acknowledged, and how much
 * more it may have. Owned by the session's thread; only {@link #waitingSince} is read by others.
 *
 * <p>Hidden rows (a guest's session) are passed over, not sent, so they cannot be acknowledged by
 * themselves: an acknowledgement of the last visible row stands for the hidden ones behind it.
 * Otherwise they would eat the window for good.
 */
final class EventStream {
    /**
     * Rows of one read: what a slow peer can make wait in memory beyond the socket's own buffer.
     */
    private static final int BATCH = 32;

    private final ChangeLog log;
    private final Principal principal;
    private final String epoch;
    private final int window;
    private final LongSupplier nanos;
    private long sent;
    private long lastVisible;
    private long acked;
    private volatile long waitingSince;

    EventStream(
            ChangeLog log,
            Principal principal,
            String epoch,
            long from,
            int window,
            LongSupplier nanos) {
        this.log = log;
        this.principal = principal;
        this.epoch = epoch;
        this.window = window;
        this.nanos = nanos;
        jumpTo(from);
    }

    /** The outcome of {@link #next}. */
    sealed interface Step {}

    /** Frames to send now; may be empty when all rows were hidden. */
    record Frames(List<byte[]> frames) implements Step {}

    /** Nothing to send, or no credit. */
    record Idle() implements Step {}

    /** The log no longer holds what comes next. */
    record Gap(Head head) implements Step {}

    /**
     * Takes the next rows, as far as the window and the log reach. {@code head} is how far the log
     * is said to reach.
     */
    Step next(long head) {
        int room = (int) Math.min(BATCH, Math.min(window - (sent - acked), head - sent));
        if (room <= 0) {
            return new Idle();
        }
        List<LoggedEvent> rows = log.read(principal.accountId(), principal.scope(), sent, room);
        if (rows.isEmpty() || rows.getFirst().seq() != sent + 1) {
            Head now = log.head(principal.accountId());
            return now.epoch().equals(epoch) && now.seq() <= sent ? new Idle() : new Gap(now);
        }
        return new Frames(pass(rows));
    }

    private List<byte[]> pass(List<LoggedEvent> rows) {
        List<byte[]> frames = new ArrayList<>(rows.size());
        for (LoggedEvent row : rows) {
            if (row.seq() != sent + 1) {
                break; // a hole further on: what is before it goes out, the next read meets it
            }
            boolean nothingInFlight = acked == sent;
            sent = row.seq();
            if (!row.isHidden() && principal.scope().covers(row.thread())) {
                frames.add(row.json());
                lastVisible = sent;
                if (nothingInFlight) {
                    waitingSince = nanos.getAsLong() | 1;
                }
            } else if (nothingInFlight) {
                acked = sent;
            }
        }
        return frames;
    }

    /** Credit for more. False if the terminal acknowledges what it was never sent. */
    boolean acknowledge(long seq) {
        if (seq > sent) {
            return false;
        }
        if (seq > acked) {
            acked = seq >= lastVisible ? sent : seq;
            waitingSince = acked == sent ? 0 : nanos.getAsLong() | 1;
        }
        return true;
    }

    /** Goes on after a seq, whatever lies between. */
    void jumpTo(long seq) {
        sent = seq;
        lastVisible = seq;
        acked = seq;
        waitingSince = 0;
    }

    long acked() {
        return acked;
    }

    String epoch() {
        return epoch;
    }

    /** Since when, in nanoseconds, events wait without an acknowledgement; 0 if none do. */
    long waitingSince() {
        return waitingSince;
    }
}
