package org.hailpost.delivery;

import org.hailpost.mailbox.Receipt;

/** What became of a mail as a whole. */
public sealed interface Outcome {
    /** Committed with fsync for all its recipients. */
    record Stored(Receipt receipt) implements Outcome {}

    /** Nothing of it remains. */
    record Refused(Refusal refusal) implements Outcome {}
}
