package org.hailpost.bridge.client;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * When to acknowledge: every 32 events or half a window, else a moment after the first. Well within
 * the 500 ms of the protocol, since the other side sees "displayed" only then. Owned by the
 * client's loop.
 */
final class Acknowledger {
    static final Duration DELAY = Duration.ofMillis(50);
    private static final int EVENTS = 32;

    private final int threshold;
    private final Timers timers;
    private final SerialExecutor loop;
    private final LongConsumer send;
    private long acknowledged;
    private long reached;
    private int unsent;
    private Timers.@Nullable Timer timer;

    Acknowledger(int window, Timers timers, SerialExecutor loop, LongConsumer send) {
        this.threshold = Math.clamp(window / 2, 1, EVENTS);
        this.timers = timers;
        this.loop = loop;
        this.send = send;
    }

    /** A session starts; the gateway knows this much already. */
    void begin(long known) {
        stop();
        acknowledged = known;
        reached = known;
    }

    /** Everything up to a seq may be acknowledged. */
    void reached(long seq) {
        if (seq <= reached) {
            return;
        }
        reached = seq;
        unsent++;
        if (unsent >= threshold) {
            flush();
        } else if (timer == null) {
            timer = timers.after(DELAY, () -> loop.execute(this::flush));
        }
    }

    /** Sends what is due now. */
    void flush() {
        stop();
        if (reached > acknowledged) {
            acknowledged = reached;
            send.accept(reached);
        }
    }

    private void stop() {
        unsent = 0;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
