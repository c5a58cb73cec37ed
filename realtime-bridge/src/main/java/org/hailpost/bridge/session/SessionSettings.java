package org.hailpost.bridge.session;

import java.time.Duration;

/**
 * The limits of the sessions of a node.
 *
 * @param node this node's name
 * @param helloDeadline from connect to hello
 * @param ackDeadline how long events may wait without any acknowledgement
 * @param pingEvery how often a terminal is pinged; it is dead when it was silent for {@code lease}
 * @param lease how long a row of the mapping table counts without being renewed
 * @param flushEvery how often acknowledgements go to the mapping table
 * @param replayLimit the largest gap that is replayed; beyond it the terminal is told to resync
 * @param inboxFrames frames of a terminal that may wait to be handled
 * @param inboxBytes their bytes
 * @param sendsPerMinute messages of one session
 * @param requestsPerSecond requests and ephemerals of one session, twice that in a burst
 * @param framesPerSecond frames of any kind, five times that in a burst; beyond it the session is
 *     closed
 * @param byeJitter over how long terminals shall spread when the node drains
 * @param blobBytes the largest blob, announced in the welcome
 */
public record SessionSettings(
        String node,
        Duration helloDeadline,
        Duration ackDeadline,
        Duration pingEvery,
        Duration lease,
        Duration flushEvery,
        int replayLimit,
        int inboxFrames,
        int inboxBytes,
        int sendsPerMinute,
        int requestsPerSecond,
        int framesPerSecond,
        Duration byeJitter,
        long blobBytes) {

    public static SessionSettings defaults(String node) {
        return new SessionSettings(
                node,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(25),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                1000,
                2048, // a window of single acknowledgements, twice
                256 * 1024,
                60,
                20,
                200,
                Duration.ofSeconds(15),
                52_428_800);
    }

    public SessionSettings withDeadlines(Duration hello, Duration ack) {
        return new SessionSettings(
                node,
                hello,
                ack,
                pingEvery,
                lease,
                flushEvery,
                replayLimit,
                inboxFrames,
                inboxBytes,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                byeJitter,
                blobBytes);
    }

    public SessionSettings withPing(Duration pingEvery, Duration lease) {
        return new SessionSettings(
                node,
                helloDeadline,
                ackDeadline,
                pingEvery,
                lease,
                flushEvery,
                replayLimit,
                inboxFrames,
                inboxBytes,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                byeJitter,
                blobBytes);
    }

    public SessionSettings withRates(int sendsPerMinute, int requestsPerSecond, int frames) {
        return new SessionSettings(
                node,
                helloDeadline,
                ackDeadline,
                pingEvery,
                lease,
                flushEvery,
                replayLimit,
                inboxFrames,
                inboxBytes,
                sendsPerMinute,
                requestsPerSecond,
                frames,
                byeJitter,
                blobBytes);
    }

    public SessionSettings withByeJitter(Duration jitter) {
        return new SessionSettings(
                node,
                helloDeadline,
                ackDeadline,
                pingEvery,
                lease,
                flushEvery,
                replayLimit,
                inboxFrames,
                inboxBytes,
                sendsPerMinute,
                requestsPerSecond,
                framesPerSecond,
                jitter,
                blobBytes);
    }
}
