package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void whoWouldTakeMoreThanThereIsIsRefusedAtOnce() {
        HeapBudget heap = new HeapBudget(10 * MEGABYTE, Duration.ofDays(1));
        assertThatThrownBy(() -> heap.take(11 * MEGABYTE))
                .isInstanceOf(ImapException.class)
                .hasMessageContaining("[LIMIT]");
    }

    @Test
    void largeOnesWaitForOneAnother() throws Exception {
        HeapBudget heap = new HeapBudget(10 * MEGABYTE, Duration.ofDays(1));
        var first = heap.take(6 * MEGABYTE);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (var _ = heap.take(6 * MEGABYTE)) {
                        second.complete(true);
                    } catch (ImapException e) {
                        second.completeExceptionally(e);
                    }
                });
        assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        first.close();
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyWaitsForever() throws Exception {
        HeapBudget heap = new HeapBudget(10 * MEGABYTE, Duration.ofMillis(20));
        try (var _ = heap.take(6 * MEGABYTE)) {
            assertThatThrownBy(() -> heap.take(6 * MEGABYTE))
                    .isInstanceOf(ImapException.class)
                    .hasMessageContaining("[UNAVAILABLE]");
        }
        heap.take(10 * MEGABYTE).close();
    }

    @Test
    void smallOnesAreNotCounted() throws Exception {
        HeapBudget heap = new HeapBudget(MEGABYTE, Duration.ZERO);
        try (var _ = heap.take(MEGABYTE);
                var _ = heap.take(1000)) {
            assertThatThrownBy(() -> heap.take(MEGABYTE)).isInstanceOf(ImapException.class);
        }
    }

    /** Of a mailbox of any size few may be found; only those need room. */
    @Test
    void aSearchTakesRoomForWhatItFindsAndGivesItBack() throws Exception {
        HeapBudget heap = new HeapBudget(MEGABYTE, Duration.ZERO);
        RowPage page = new RowPage(1);
        MsnRanges one = new MsnRanges();
        one.add(1, 1);
        FuzzMailbox.view().read(one.cursor(), page);
        try (Found found = new Found(heap)) {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 100_000; i++) {
                                    found.add(page, 0);
                                }
                            })
                    .isInstanceOf(ImapException.class);
            assertThat(found.size()).isGreaterThan(1000);
        }
        heap.take(MEGABYTE).close();
    }
}
