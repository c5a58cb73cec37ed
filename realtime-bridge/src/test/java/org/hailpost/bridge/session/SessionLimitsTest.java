package org.hailpost.bridge.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aWrongValueIsRefusedByTheNameOfItsKey() {
        assertThatThrownBy(() -> SessionLimits.DEFAULTS.withDeadlines(Duration.ZERO, SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("helloTimeout must");
        assertThatThrownBy(() -> SessionLimits.DEFAULTS.withRates(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("requestsPerSecond must");
    }

    @Test
    void aLeaseOutlivesThePingThatRenewsIt() {
        assertThatThrownBy(() -> SessionLimits.DEFAULTS.withPing(SECOND, SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lease must");
    }
}
