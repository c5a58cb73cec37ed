package org.hailpost.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void theWaitDoublesUpToItsLimit() {
        assertThat(Schedule.DEFAULTS.retry(1, 0.5)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Schedule.DEFAULTS.retry(2, 0.5)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Schedule.DEFAULTS.retry(8, 0.5)).isEqualTo(Duration.ofMinutes(128));
        assertThat(Schedule.DEFAULTS.retry(9, 0.5)).isEqualTo(Duration.ofHours(4));
        assertThat(Schedule.DEFAULTS.retry(Long.MAX_VALUE, 0.5)).isEqualTo(Duration.ofHours(4));
        assertThat(Schedule.DEFAULTS.retry(0, 0.5)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void chanceSpreadsItByAFifth() {
        assertThat(Schedule.DEFAULTS.retry(1, 0)).isEqualTo(Duration.ofSeconds(48));
        assertThat(Schedule.DEFAULTS.retry(1, 1)).isEqualTo(Duration.ofSeconds(72));
    }

    @Test
    void whatCannotBeIsRefusedByItsName() {
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new Schedule(Duration.ZERO, minute, minute, minute))
                .hasMessageStartingWith("firstRetry");
        assertThatThrownBy(() -> new Schedule(minute, Duration.ofSeconds(1), minute, minute))
                .hasMessageStartingWith("maxRetry");
        assertThatThrownBy(() -> new Schedule(minute, minute, Duration.ZERO, minute))
                .hasMessageStartingWith("giveUpAfter");
    }
}
