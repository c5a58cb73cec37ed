package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FootprintTest {
    private final long self = ProcessHandle.current().pid();

    @Test
    void thisProcessHasAHeapAndMore() throws Exception {
        Footprint footprint = Footprint.of(self);
        assertThat(footprint.heapBytes()).isPositive();
        assertThat(footprint.residentBytes()).isGreaterThan(footprint.heapBytes());
    }

    @Test
    void thisProcessHasUsedTheProcessor() throws Exception {
        assertThat(Footprint.processorTime(self)).isPositive();
    }
}
