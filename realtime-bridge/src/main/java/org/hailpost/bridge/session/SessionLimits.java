package org.hailpost.bridge.session;

import java.time.Duration;

/**
 * What a terminal may take of its session, in time and numbers.
 *
 * @param helloTimeout from connect to hello
 * @param ackTimeout how long events may wait without any acknowledgement
 * @param pingInterval how often a terminal is pinged; it is dead when it was silent for {@code
 *     lease}
 * @param lease how long a row of the mapping table counts without being renewed
 * @param replayLimit the largest gap that is replayed; beyond it the terminal is told to resync
 * @param sendsPerMinute messages of one session
 * @param requestsPerSecond requests and ephemerals of one session, twice that in a burst
 * @param framesPerSecond frames of any kind, five times that in a burst; beyond it the session is
 *     closed
 * @param drainJitter over how long terminals shall spread when the node drains
 */
public record SessionLimits(
        Duration helloTimeout,
        Duration ackTimeout,
        Duration pingInterval,
        Duration lease,
        int replayLimit,
        int sendsPerMinute,
        int requestsPerSecond,
        int framesPerSecond,
        Duration drainJitter) {
    public static final SessionLimits DEFAULTS =
            new SessionLimits(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(60),
                    1000,
                    60,
                    20,
                    200,
                    Duration.ofSeconds(15));

    public SessionLimits {
        positive("helloTimeout", helloTimeout);
        positive("ackTimeout", ackTimeout);
        positive("pingInterval", pingInterval);
        if (lease.compareTo(pingInterval) <= 0) {
            throw new IllegalArgumentException(
                    "lease must be longer than ping-interval, which renews it");
        }
        atLeastOne("replayLimit", replayLimit);
        atLeastOne("sendsPerMinute", sendsPerMinute);
        atLeastOne("requestsPerSecond", requestsPerSecond);
        atLeastOne("framesPerSecond", framesPerSecond);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1; found " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than nothing");
        }
    }

    public SessionLimits withDeadlines(Duration hello, Duration ack) {
        return new SessionLimits(
                hello,
                ack,
                pingInterval,
                lease,
                replayLimit,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                drainJitter);
    }

    public SessionLimits withPing(Duration interval, Duration lease) {
        return new SessionLimits(
                helloTimeout,
                ackTimeout,
                interval,
                lease,
                replayLimit,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                drainJitter);
    }

    public SessionLimits withRates(int sends, int requests, int frames) {
        return new SessionLimits(
                helloTimeout,
                ackTimeout,
                pingInterval,
                lease,
                replayLimit,
                sends,
                requests,
                frames,
                drainJitter);
    }

    public SessionLimits withDrainJitter(Duration jitter) {
        return new SessionLimits(
                helloTimeout,
                ackTimeout,
                pingInterval,
                lease,
                replayLimit,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                jitter);
    }
}
