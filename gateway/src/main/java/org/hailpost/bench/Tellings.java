package org.hailpost.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long after its final dot each mail of a load was told to whoever watches its account.
 * Thread-safe: the dots come from one loop, what is told from another.
 */
final class Tellings implements SmtpLoad.Watcher {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLongArray dots;
    private final AtomicIntegerArray told;
    private final CountDownLatch outstanding;
    private final Samples samples = new Samples();

    /**
     * @param mails in all
     * @param watched how many of them somebody is to be told of
     */
    Tellings(int mails, int watched) {
        dots = new AtomicLongArray(mails);
        told = new AtomicIntegerArray(mails);
        outstanding = new CountDownLatch(watched);
    }

    @Override
    public void dot(int number, long at) {
        dots.set(number, at);
    }

    void told(int number, long at) {
        if (told.getAndIncrement(number) == 0) {
            samples.add(at - dots.get(number));
            outstanding.countDown();
        }
    }

    Samples samples() {
        return samples;
    }

    /** Waits for what is still to be told; how many mails that never was. */
    long awaitMissing() throws InterruptedException {
        return outstanding.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                ? 0
                : outstanding.getCount();
    }

    /** How many were told more than once. */
    long doubled() {
        long count = 0;
        for (int i = 0; i < told.length(); i++) {
            if (told.get(i) > 1) {
                count++;
            }
        }
        return count;
    }
}
