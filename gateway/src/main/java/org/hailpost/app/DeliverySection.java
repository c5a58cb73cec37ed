package org.hailpost.app;

import java.time.Duration;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.delivery.DeliverySettings.PushedCopy;

/**
 * {@code [delivery]}: what becomes of mail that a terminal has shown.
 *
 * @param eventRetention how far back a terminal that was away can resume
 */
record DeliverySection(PushedCopy pushedCopy, Duration pushTimeout, Duration eventRetention) {
    static final DeliverySection DEFAULTS =
            new DeliverySection(
                    DeliverySettings.defaults().pushedCopy(),
                    DeliverySettings.defaults().pushTimeout(),
                    Duration.ofDays(30));

    DeliverySection {
        var _ = new DeliverySettings(pushedCopy, pushTimeout);
        if (!eventRetention.isPositive()) {
            throw new IllegalArgumentException("eventRetention must be longer than nothing");
        }
    }

    DeliverySettings policy() {
        return new DeliverySettings(pushedCopy, pushTimeout);
    }
}
