package org.hailpost.bridge.session;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for the session's thread, bounded in number and bytes. One thread puts, one
 * takes.
 */
final class Inbox {
    private final ConcurrentLinkedQueue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private final int mostFrames;
    private final int mostBytes;

    Inbox(int mostFrames, int mostBytes) {
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
    }

    /** False when it is full; the frame was not taken. */
    boolean offer(byte[] frame) {
        if (count.get() >= mostFrames || bytes.get() + frame.length > mostBytes) {
            return false;
        }
        count.incrementAndGet();
        bytes.addAndGet(frame.length);
        frames.add(frame);
        return true;
    }

    byte @Nullable [] poll() {
        byte[] frame = frames.poll();
        if (frame != null) {
            count.decrementAndGet();
            bytes.addAndGet(-frame.length);
        }
        return frame;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }
}
