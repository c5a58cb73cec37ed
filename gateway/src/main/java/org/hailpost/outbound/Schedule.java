package org.hailpost.outbound;

import java.time.Duration;

/**
 * When a mail is tried again, and when its sender hears of it.
 *
 * @param firstRetry after the first failed attempt; doubles with each further one
 * @param maxRetry it grows up to this
 * @param giveUpAfter since the mail could first be tried; RFC 5321 §4.5.4.1 wants 4 to 5 days
 * @param delayReportAfter when the sender is told, once, that it takes longer
 */
public record Schedule(
        Duration firstRetry, Duration maxRetry, Duration giveUpAfter, Duration delayReportAfter) {
    public static final Schedule DEFAULTS =
            new Schedule(
                    Duration.ofMinutes(1),
                    Duration.ofHours(4),
                    Duration.ofDays(5),
                    Duration.ofHours(4));

    private static final int MAX_DOUBLINGS = 30;

    /** Attempts that began together do not come back together. */
    private static final double JITTER = 0.2;

    public Schedule {
        require(!firstRetry.isNegative() && !firstRetry.isZero(), "firstRetry must be positive");
        require(maxRetry.compareTo(firstRetry) >= 0, "maxRetry must not be below first-retry");
        require(!giveUpAfter.isNegative() && !giveUpAfter.isZero(), "giveUpAfter must be positive");
        require(
                !delayReportAfter.isNegative() && !delayReportAfter.isZero(),
                "delayReportAfter must be positive; one beyond give-up-after switches it off");
    }

    /**
     * How long to wait after so many failed attempts.
     *
     * @param chance 0 to 1, from a source of randomness
     */
    Duration retry(long attempts, double chance) {
        long doublings = Math.clamp(attempts - 1, 0, MAX_DOUBLINGS);
        double grown = (double) firstRetry.toMillis() * (1L << doublings);
        double millis = Math.min((double) maxRetry.toMillis(), grown);
        return Duration.ofMillis((long) (millis * (1 - JITTER + 2 * JITTER * chance)));
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
