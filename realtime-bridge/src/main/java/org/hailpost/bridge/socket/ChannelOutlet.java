package org.hailpost.bridge.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.session.Outlet;

/**
 * A session's way out over one channel. Frames are written one by one, not in one task, because
 * Netty counts each against the watermark as soon as it is handed over: {@link #writable} is then
 * true to what is on its way.
 */
final class ChannelOutlet implements Outlet {
    /** How long a peer may take to answer a close. */
    private static final long CLOSE_SECONDS = 3;

    private final Channel channel;
    private final InetSocketAddress remote;
    private final AtomicBoolean closed = new AtomicBoolean();

    ChannelOutlet(Channel channel) {
        this.channel = channel;
        this.remote = (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public void send(List<byte[]> frames) {
        if (closed.get()) {
            return;
        }
        for (byte[] frame : frames) {
            var _ =
                    channel.write(
                            new TextWebSocketFrame(Unpooled.wrappedBuffer(frame)),
                            channel.voidPromise());
        }
        channel.flush();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void ping() {
        if (channel.isWritable() && !closed.get()) {
            var _ = channel.writeAndFlush(new PingWebSocketFrame(), channel.voidPromise());
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (closed.compareAndSet(false, true)) {
            var _ = channel.writeAndFlush(new CloseWebSocketFrame(code.code(), reason));
            var _ = channel.eventLoop().schedule(this::cut, CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void cut() {
        var _ = channel.close();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }
}
