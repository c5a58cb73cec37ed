package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestQueue.await;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.junit.jupiter.api.Test;

class LocalChangeFeedTest {
    private static final long ACCOUNT = 7;

    @Test
    void aListenerThatFailsHarmsNoOtherAndEndsNothing() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        try (LocalChangeFeed feed = new LocalChangeFeed()) {
            feed.subscribe(
                    ACCOUNT,
                    listener(_ -> {
                        throw new StackOverflowError("as deep as a mail can be");
                    }));
            feed.subscribe(ACCOUNT, listener(change -> told.add(change.seq())));
            feed.publish(List.of(change(1)));
            feed.publish(List.of(change(2)));
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void itHasCaughtUpOnceListenersHaveHeardOfAll() throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        try (LocalChangeFeed feed = new LocalChangeFeed()) {
            assertThat(feed.caughtUp(ACCOUNT)).as("nobody listens").isFalse();
            feed.subscribe(
                    ACCOUNT,
                    listener(_ -> {
                        awaitUninterruptibly(mayGoOn);
                        heard.countDown();
                    }));
            assertThat(feed.caughtUp(ACCOUNT)).isTrue();
            feed.publish(List.of(change(1)));
            assertThat(feed.caughtUp(ACCOUNT)).isFalse();
            mayGoOn.countDown();
            assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
            await(() -> feed.caughtUp(ACCOUNT));
        }
    }

    @Test
    void whatWasLeftOutIsMissingUntilTheLogWasSeen() throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        long changes = 70_000; // more than wait at a time
        try (LocalChangeFeed feed = new LocalChangeFeed()) {
            feed.subscribe(ACCOUNT, listener(_ -> awaitUninterruptibly(mayGoOn)));
            for (long seq = 1; seq <= changes; seq++) {
                feed.publish(List.of(change(seq)));
            }
            mayGoOn.countDown();
            feed.head(ACCOUNT, changes - 1);
            assertThat(feed.caughtUp(ACCOUNT)).isFalse();
            feed.head(ACCOUNT, changes);
            await(() -> feed.caughtUp(ACCOUNT));
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Change change(long seq) {
        return new Change(ACCOUNT, seq, List.of());
    }

    private static ChangeFeed.Listener listener(java.util.function.Consumer<Change> changed) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(Change change) {
                changed.accept(change);
            }

            @Override
            public void missed(long head) {}
        };
    }
}
