package org.hailpost.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HourlyBudgetTest {
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void eachNameHasItsOwnAndAnHourLaterAllOfItAgain() {
        var budget = new HourlyBudget(2, () -> now);
        assertThat(budget.take("a")).isTrue();
        assertThat(budget.take("a")).isTrue();
        assertThat(budget.take("a")).isFalse();
        assertThat(budget.take("b")).isTrue();
        now = now.plus(Duration.ofHours(1));
        assertThat(budget.take("a")).isTrue();
    }

    @Test
    void zeroIsNoLimit() {
        var budget = new HourlyBudget(0, () -> now);
        for (int i = 0; i < 1000; i++) {
            assertThat(budget.take("a")).isTrue();
        }
    }

    @Test
    void manyNamesShareWhatIsLeft() {
        var budget = new HourlyBudget(5, () -> now);
        int granted = 0;
        for (int i = 0; i < 20_000; i++) {
            granted += budget.take("name " + i) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(10_005);
    }
}
