package org.hailpost.bridge.client;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** UUID version 7, RFC 9562 §5.7: 48 bits of Unix milliseconds, then random. */
final class TimeOrderedUuid {
    private TimeOrderedUuid() {}

    static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return at(System.currentTimeMillis(), random.nextLong(), random.nextLong());
    }

    static UUID at(long unixMillis, long randomA, long randomB) {
        long high = (unixMillis << 16) | 0x7000 | (randomA & 0x0FFF);
        long low = (randomB & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
