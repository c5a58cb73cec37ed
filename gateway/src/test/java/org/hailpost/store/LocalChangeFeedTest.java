package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
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
