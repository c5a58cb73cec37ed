package org.hailpost.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    void aProcessHasSettledWhenItsMemoryStays() throws Exception {
        long[] megabytes = {100, 300, 250, 250, 400};
        var taken = new AtomicInteger();

        Footprint settled =
                Footprint.settled(
                        () -> new Footprint(0, megabytes[taken.getAndIncrement()] << 20, 0),
                        Duration.ZERO);

        assertThat(settled.residentBytes()).isEqualTo(250L << 20);
        assertThat(taken).hasValue(4);
    }

    @Test
    void aProcessThatDoesNotSettleIsSaidNotTo() {
        var grown = new AtomicLong();

        assertThatThrownBy(() ->
                        Footprint.settled(
                                () -> new Footprint(0, grown.addAndGet(2 << 20), 0), Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not settle");
    }

    @Test
    void thisProcessHasUsedTheProcessor() throws Exception {
        assertThat(Footprint.processorTime(self)).isPositive();
    }
}
