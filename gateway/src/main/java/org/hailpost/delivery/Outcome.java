package org.hailpost.delivery;

import org.hailpost.mailbox.Receipt;
import org.hailpost.outbound.Handover.Failure;

/** What became of a mail as a whole. */
public sealed interface Outcome {
    /** Committed with fsync for all its recipients. */
    record Stored(Receipt receipt) implements Outcome {}

    /** Those that keep its mailboxes have it all, and nothing of it is here. */
    record HandedOver() implements Outcome {}

    /** Whoever keeps its mailboxes does not take it, and nothing of it remains. */
    record Declined(Failure failure) implements Outcome {}

    /** Nothing of it remains. */
    record Refused(Refusal refusal) implements Outcome {}
}
