package org.hailpost.app;

import java.time.Duration;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.delivery.DeliverySettings.PushedCopy;

/**
 * {@code [delivery]}: what becomes of mail that a terminal has shown.
 *
 * @param eventRetention how far back a terminal that was away can resume
 * @param forwardsPerHour mails an alias or account passes on to others elsewhere; 0: any number
 * @param reportsPerHour reports of failure to one address elsewhere; 0: any number
 */
record DeliverySection(
        PushedCopy pushedCopy,
        Duration pushTimeout,
        Duration eventRetention,
        int forwardsPerHour,
        int reportsPerHour) {
    static final DeliverySection DEFAULTS =
            new DeliverySection(
                    DeliverySettings.defaults().pushedCopy(),
                    DeliverySettings.defaults().pushTimeout(),
                    Duration.ofDays(30),
                    500,
                    20);

    DeliverySection {
        var _ = new DeliverySettings(pushedCopy, pushTimeout);
        if (!eventRetention.isPositive()) {
            throw new IllegalArgumentException("eventRetention must be longer than nothing");
        }
        if (forwardsPerHour < 0 || reportsPerHour < 0) {
            throw new IllegalArgumentException(
                    (forwardsPerHour < 0 ? "forwardsPerHour" : "reportsPerHour")
                            + " must be 0 (no limit) or more");
        }
    }

    DeliverySettings policy() {
        return new DeliverySettings(pushedCopy, pushTimeout);
    }
}
