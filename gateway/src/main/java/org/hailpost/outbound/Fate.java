package org.hailpost.outbound;

import java.time.Duration;
import java.time.Instant;

/** What becomes of a recipient's row after an attempt, or without one. */
public sealed interface Fate {
    /** The next host has it; the row goes. */
    record Relayed(String host, String reply, boolean reportsItself) implements Fate {}

    /** It is tried again after the time. */
    record Deferred(Handover.Failure failure, Duration retryAfter) implements Fate {}

    /** It will not arrive; the row goes. */
    record Bounced(Handover.Failure failure) implements Fate {}

    /** It was claimed and not tried: as if it had not been claimed. */
    record GivenBack() implements Fate {}

    /** It is still waiting; its sender hears of it again at that time. */
    record StillWaiting(Handover.Failure failure, Instant reportAt, boolean delayTold)
            implements Fate {}
}
