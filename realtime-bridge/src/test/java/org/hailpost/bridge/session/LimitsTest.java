package org.hailpost.bridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void aBucketAllowsItsBurstAndThenItsRate() {
        TokenBucket bucket = new TokenBucket(10, 3, 0);
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isFalse();
        assertThat(bucket.untilNext()).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(Duration.ofMillis(101).toNanos())).isTrue();
        assertThat(bucket.take(Duration.ofMillis(102).toNanos())).isFalse();
    }

    @Test
    void anInboxIsBoundedInFramesAndInBytes() {
        Inbox inbox = new Inbox(2, 100);
        assertThat(inbox.offer(new byte[60])).isTrue();
        assertThat(inbox.offer(new byte[60])).isFalse();
        assertThat(inbox.offer(new byte[1])).isTrue();
        assertThat(inbox.offer(new byte[1])).isFalse();
        assertThat(inbox.poll()).hasSize(60);
        assertThat(inbox.offer(new byte[60])).isTrue();
        assertThat(inbox.poll()).hasSize(1);
        assertThat(inbox.poll()).hasSize(60);
        assertThat(inbox.poll()).isNull();
        assertThat(inbox.isEmpty()).isTrue();
    }
}
