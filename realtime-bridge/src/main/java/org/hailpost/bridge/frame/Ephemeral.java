package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;

/**
 * A hint of the moment, in both directions: no seq, no ack, no replay, dropped first.
 *
 * @param kind {@code typing} or {@code presence}
 * @param from the account it comes from; set by the gateway, whatever a terminal says
 * @param state {@code started}/{@code stopped}, or {@code online}/{@code away}
 */
public record Ephemeral(
        String kind, @Nullable String thread, @Nullable String from, @Nullable String state)
        implements ClientFrame, ServerFrame {
    public Ephemeral {
        Check.length(kind, FrameLimits.WORD, "kind");
        Check.optionalId(thread, 'T', "thread");
        Check.optionalLength(from, FrameLimits.ADDRESS, "from");
        Check.optionalLength(state, FrameLimits.WORD, "state");
    }
}
