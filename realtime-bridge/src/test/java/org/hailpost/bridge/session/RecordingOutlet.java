package org.hailpost.bridge.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.MalformedFrameException;
import org.hailpost.bridge.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/** A way out that keeps what was sent, for tests without a socket. */
final class RecordingOutlet implements Outlet {
    private static final FrameCodec CODEC = FrameCodec.forTerminal();

    private final LinkedBlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile boolean writable = true;
    private volatile @Nullable CloseCode closed;

    @Override
    public void send(List<byte[]> sent) {
        for (byte[] frame : sent) {
            try {
                frames.add(CODEC.decodeServer(frame));
            } catch (MalformedFrameException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public boolean writable() {
        return writable;
    }

    void writable(boolean is) {
        writable = is;
    }

    @Override
    public void ping() {
        pings.incrementAndGet();
    }

    int pings() {
        return pings.get();
    }

    @Override
    public void close(CloseCode code, String reason) {
        closed = code;
    }

    @Nullable CloseCode closed() {
        return closed;
    }

    CloseCode awaitClosed() {
        FakeGateway.await("the session is closed", () -> closed != null);
        return Objects.requireNonNull(closed);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    }

    <T extends ServerFrame> T expect(Class<T> type) {
        try {
            ServerFrame frame = frames.poll(20, TimeUnit.SECONDS);
            if (!type.isInstance(frame)) {
                throw new AssertionError("expected " + type.getSimpleName() + " but got " + frame);
            }
            return type.cast(frame);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void expectMessages(long first, long last) {
        for (long seq = first; seq <= last; seq++) {
            long got = expect(Event.MessageNew.class).seq();
            if (got != seq) {
                throw new AssertionError("expected seq " + seq + " but got " + got);
            }
        }
    }

    /** True if nothing is waiting to be looked at. */
    boolean isSilent() {
        return frames.isEmpty();
    }
}
