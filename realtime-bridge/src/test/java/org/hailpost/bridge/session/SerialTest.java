package org.hailpost.bridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SerialTest {
    @Test
    void everyWakeIsSeenAndNoTwoRunsOverlap() {
        AtomicLong given = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                var wakers = Executors.newVirtualThreadPerTaskExecutor()) {
            Serial serial =
                    new Serial(
                            executor,
                            () -> {
                                if (inside.incrementAndGet() != 1) {
                                    overlaps.incrementAndGet();
                                }
                                seen.set(given.get());
                                LockSupport.parkNanos(1_000);
                                inside.decrementAndGet();
                            });
            for (int waker = 0; waker < 8; waker++) {
                wakers.execute(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        given.incrementAndGet();
                        serial.wake();
                    }
                });
            }
            FakeGateway.await("the last wake was seen", () -> seen.get() == 40_000);
        }
        assertThat(overlaps).hasValue(0);
    }
}
