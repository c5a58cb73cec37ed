package org.hailpost.outbound;

import java.time.Instant;
import java.util.List;

/**
 * A parcel from the queue, with what the queue must know of it again.
 *
 * @param destination the name of where it goes, see {@link Routes}
 * @param claim how it was taken
 * @param mailId in the queue
 * @param since when it could first be tried
 * @param origin where its sender is told of it
 * @param entries parallel to the parcel's recipients
 */
public record Consignment(
        String destination,
        Claim claim,
        long mailId,
        Instant since,
        Origin origin,
        List<Entry> entries,
        Parcel parcel) {
    public Consignment {
        entries = List.copyOf(entries);
    }

    /** How it was taken from the queue. */
    public enum Claim {
        /** For an attempt. */
        ATTEMPT,
        /** For an attempt at a destination that did not answer last. */
        PROBE,
        /** Not at all: it is only reported on. */
        NONE
    }

    /** The sender's own copy; 0 and 0 if there is none. */
    public record Origin(long accountId, long messageId) {}

    /**
     * A recipient's row.
     *
     * @param position in the mail's envelope
     * @param attempts with the one that this claim is for
     * @param lastFailure of the attempt before; its texts are empty if there was none
     * @param delayTold whether its sender knows of the delay
     */
    public record Entry(
            int position, long attempts, Handover.Failure lastFailure, boolean delayTold) {}
}
