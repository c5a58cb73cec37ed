package org.hailpost.bridge.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.jspecify.annotations.Nullable;

/**
 * One JDK WebSocket. It takes one message at a time to send, so the others wait here, at most
 * {@value #QUEUE}; incoming parts are put together up to the frame limit. Callbacks come from the
 * HTTP client's executor, one at a time.
 */
final class JdkChannel implements WebSocket.Listener, Transport.Channel {
    private static final int QUEUE = 1024;
    private static final long CLOSE_SECONDS = 2;

    private final Transport.Peer peer;
    private final StringBuilder parts = new StringBuilder();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<String> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private boolean closing;

    private final AtomicBoolean pinging = new AtomicBoolean();
    private volatile @Nullable WebSocket socket;

    JdkChannel(Transport.Peer peer) {
        this.peer = peer;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (!opened.getSubprotocol().equals(ProtocolDocuments.SUBPROTOCOL)) {
            fail("the server does not speak " + ProtocolDocuments.SUBPROTOCOL);
            return;
        }
        peer.opened(this);
    }

    @Override
    public void more() {
        WebSocket from = socket;
        if (from != null) {
            from.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        if (parts.length() + data.length() > FrameLimits.SERVER_FRAME) {
            fail("a frame beyond the limit");
            return null;
        }
        if (last && parts.isEmpty()) {
            peer.text(data.toString());
            return null;
        }
        parts.append(data);
        if (last) {
            String whole = parts.toString();
            parts.setLength(0);
            parts.trimToSize();
            peer.text(whole);
        } else {
            peer.part();
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        fail("a binary frame");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        peer.heard();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        peer.heard();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        peer.lost(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        peer.lost(0, "connection lost");
    }

    @Override
    public boolean send(String text) {
        lock.lock();
        try {
            if (closing || queue.size() >= QUEUE) {
                return false;
            }
            queue.add(text);
            if (writing) {
                return true;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        pump();
        return true;
    }

    /** Only whoever set {@code writing} is in here. */
    private void pump() {
        WebSocket to = socket;
        for (String text = take(); text != null && to != null; text = take()) {
            CompletableFuture<WebSocket> sent = to.sendText(text, true);
            if (!sent.isDone() || sent.isCompletedExceptionally()) {
                var _ =
                        sent.whenComplete((_, failure) -> {
                            if (failure == null) {
                                pump();
                            } else {
                                fail("connection lost");
                            }
                        });
                return;
            }
        }
    }

    private @Nullable String take() {
        boolean finish;
        lock.lock();
        try {
            String next = queue.poll();
            writing = next != null;
            if (next != null) {
                return next;
            }
            finish = closing;
        } finally {
            lock.unlock();
        }
        if (finish) {
            sendClose();
        }
        return null;
    }

    @Override
    public void ping() {
        WebSocket to = socket;
        if (to != null && pinging.compareAndSet(false, true)) {
            var _ =
                    to.sendPing(ByteBuffer.allocate(0))
                            .whenComplete((_, failure) -> {
                                pinging.set(false);
                                if (failure != null) {
                                    fail("connection lost");
                                }
                            });
        }
    }

    @Override
    public void close() {
        boolean idle;
        lock.lock();
        try {
            idle = !closing && !writing;
            closing = true;
        } finally {
            lock.unlock();
        }
        if (idle) {
            sendClose();
        }
    }

    private void sendClose() {
        WebSocket to = socket;
        if (to != null) {
            var _ = to.sendClose(WebSocket.NORMAL_CLOSURE, "");
            to.request(Long.MAX_VALUE);
        }
        // The other side answers with its own close frame, or it has had its time.
        CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> peer.lost(WebSocket.NORMAL_CLOSURE, "closed"));
    }

    @Override
    public void abort() {
        WebSocket to = socket;
        if (to != null) {
            to.abort();
        }
    }

    private void fail(String detail) {
        abort();
        peer.lost(0, detail);
    }
}
