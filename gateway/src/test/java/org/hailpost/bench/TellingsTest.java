package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TellingsTest {
    @Test
    void aMailTakesFromItsDotUntilItIsTold() throws Exception {
        var tellings = new Tellings(2, 2);
        tellings.dot(0, 1_000_000);
        tellings.dot(1, 2_000_000);
        tellings.told(1, 9_000_000);
        tellings.told(0, 4_000_000);
        assertThat(tellings.awaitMissing()).isZero();
        assertThat(tellings.samples().millis(0.5)).isEqualTo(3);
        assertThat(tellings.samples().millis(1)).isEqualTo(7);
    }

    @Test
    void aMailThatIsToldTwiceCountsOnceAndIsNoticed() {
        var tellings = new Tellings(1, 1);
        tellings.told(0, 1);
        tellings.told(0, 2);
        assertThat(tellings.samples().size()).isEqualTo(1);
        assertThat(tellings.doubled()).isEqualTo(1);
    }
}
