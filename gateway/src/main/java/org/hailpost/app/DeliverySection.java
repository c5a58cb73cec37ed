package org.hailpost.app;

import java.time.Duration;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.delivery.DeliverySettings.PushedCopy;

/**
 * {@code [delivery]}: what becomes of mail that a terminal has shown.
 *
 * @param eventRetention how far back a terminal that was away can resume
 * @param forwardsPerHour mails an alias or account passes on to others elsewhere; 0: any number
 * @param answersPerDay of one address to another, both writing by way of aliases here; 0: any
 *     number
 * @param reportsPerHour reports of failure to one address elsewhere; 0: any number
 */
record DeliverySection(
        PushedCopy pushedCopy,
        Duration pushTimeout,
        Duration eventRetention,
        int forwardsPerHour,
        int answersPerDay,
        int reportsPerHour) {
    static final DeliverySection DEFAULTS =
            new DeliverySection(
                    DeliverySettings.defaults().pushedCopy(),
                    DeliverySettings.defaults().pushTimeout(),
                    Duration.ofDays(30),
                    500,
                    100,
                    20);

    DeliverySection {
        var _ = new DeliverySettings(pushedCopy, pushTimeout);
        if (!eventRetention.isPositive()) {
            throw new IllegalArgumentException("eventRetention must be longer than nothing");
        }
        check("forwardsPerHour", forwardsPerHour);
        check("answersPerDay", answersPerDay);
        check("reportsPerHour", reportsPerHour);
    }

    private static void check(String name, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(name + " must be 0 (no limit) or more");
        }
    }

    DeliverySettings policy() {
        return new DeliverySettings(pushedCopy, pushTimeout);
    }
}
