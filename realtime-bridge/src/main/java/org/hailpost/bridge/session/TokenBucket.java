package org.hailpost.bridge.session;

import java.time.Duration;

/** A rate with a burst. Owned by one session's thread. */
final class TokenBucket {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long last;

    TokenBucket(double perSecond, double burst, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
        this.last = nowNanos;
    }

    boolean take(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - last) * perNano);
        last = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Takes back a {@link #take}: what was done is not to be counted. */
    void giveBack() {
        tokens = Math.min(burst, tokens + 1);
    }

    /** When the next token is there, after {@link #take} said no. */
    Duration untilNext() {
        return Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
    }
}
