package org.hailpost.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class KeyedLimitTest {
    private final KeyedLimit<InetAddress> limits = new KeyedLimit<>(3, 2);
    private final InetAddress one = InetAddress.ofLiteral("192.0.2.1");
    private final InetAddress two = InetAddress.ofLiteral("192.0.2.2");

    @Test
    void anAddressHasItsShareAndAllHaveTheirSum() {
        assertThat(limits.enter(one)).isTrue();
        assertThat(limits.enter(one)).isTrue();
        assertThat(limits.enter(one)).isFalse();
        assertThat(limits.enter(two)).isTrue();
        assertThat(limits.enter(two)).isFalse();
        limits.leave(one);
        assertThat(limits.enter(two)).isTrue();
        limits.leave(two);
        assertThat(limits.enter(one)).isTrue();
    }
}
