package org.hailpost.outbound;

import java.time.Duration;

/**
 * What whoever writes mails into the queue must know of it.
 *
 * @param reportAfter when a sender is told of the first delay
 * @param doorbell rung after the commit
 */
public record QueueEntrance(Routes routes, Duration reportAfter, Doorbell doorbell) {
    /** To the exchangers of each domain; nobody runs the queue. */
    public static QueueEntrance direct() {
        return new QueueEntrance(
                Routes.DIRECT, Schedule.DEFAULTS.delayReportAfter(), new Doorbell());
    }
}
