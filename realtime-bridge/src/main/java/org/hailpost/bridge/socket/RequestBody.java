package org.hailpost.bridge.socket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way from the event loop to the thread of its route. What is not read yet
 * is bounded: beyond {@link #FULL} bytes the socket is not read, and the peer waits.
 */
final class RequestBody extends InputStream {
    private static final int FULL = 256 * 1024;

    private final Channel channel;
    private final Runnable firstRead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<byte[]> chunks = new ArrayDeque<>();

    @GuardedBy("lock")
    private int held;

    @GuardedBy("lock")
    private int position;

    @GuardedBy("lock")
    private boolean whole;

    @GuardedBy("lock")
    private boolean dropped;

    @GuardedBy("lock")
    private @Nullable String failure;

    private boolean begun;

    /**
     * @param firstRead told once, when somebody wants the body: a peer may wait for that (RFC 9110
     *     §10.1.1)
     */
    RequestBody(Channel channel, Runnable firstRead) {
        this.channel = channel;
        this.firstRead = firstRead;
    }

    /** On the event loop. */
    void add(byte[] chunk) {
        lock.lock();
        try {
            if (dropped || chunk.length == 0) {
                return;
            }
            chunks.add(chunk);
            held += chunk.length;
            if (held >= FULL) {
                channel.config().setAutoRead(false);
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** On the event loop: that was all. */
    void end() {
        lock.lock();
        try {
            whole = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** No more will come. */
    void fail(String why) {
        lock.lock();
        try {
            if (!whole && failure == null) {
                failure = why;
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all has come in, read or not. */
    boolean isWhole() {
        lock.lock();
        try {
            return whole;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will read it: what comes is thrown away. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
            chunks.clear();
            held = 0;
            channel.config().setAutoRead(true);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!begun) {
            begun = true;
            firstRead.run();
        }
        lock.lock();
        try {
            while (chunks.isEmpty() && !whole) {
                if (failure != null) {
                    throw new IOException(failure);
                }
                news.awaitUninterruptibly();
            }
            byte[] chunk = chunks.peek();
            return chunk == null ? -1 : take(chunk, bytes, offset, length);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private int take(byte[] chunk, byte[] bytes, int offset, int length) {
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, bytes, offset, count);
        position += count;
        held -= count;
        if (position == chunk.length) {
            position = 0;
            chunks.remove();
        }
        if (held < FULL / 2) {
            channel.config().setAutoRead(true);
        }
        return count;
    }
}
