package org.hailpost.delivery;

import java.time.Duration;

/**
 * What becomes of the mailbox copy of a mail that a terminal was given.
 *
 * @param pushedCopy keep: stays in INBOX; archive: moves to the mailbox Live; drop: is expunged
 * @param pushTimeout a terminal that acknowledges later than this after the mail came in has only
 *     read an ordinary mailbox message, whose copy stays where it is
 */
public record DeliverySettings(PushedCopy pushedCopy, Duration pushTimeout) {
    /** The policies. */
    public enum PushedCopy {
        KEEP,
        ARCHIVE,
        DROP
    }

    public DeliverySettings {
        if (pushTimeout.isNegative() || pushTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("push-timeout must be 0s to 1h");
        }
    }

    public static DeliverySettings defaults() {
        return new DeliverySettings(PushedCopy.KEEP, Duration.ofSeconds(10));
    }
}
