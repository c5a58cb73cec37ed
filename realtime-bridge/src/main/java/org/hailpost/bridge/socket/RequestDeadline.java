package org.hailpost.bridge.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection whose next whole request does not come in time, however slowly its bytes drip
 * in. Of a body that its route reads as it comes, some has to come in each such time.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration deadline;
    private @Nullable ScheduledFuture<?> timer;

    RequestDeadline(Duration deadline) {
        this.deadline = deadline;
    }

    /** Waits for the next request, from now. */
    void restart(ChannelHandlerContext ctx) {
        cancel();
        timer = ctx.executor().schedule(() -> cut(ctx), deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cut(ChannelHandlerContext ctx) {
        var _ = ctx.channel().close();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        restart(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LastHttpContent) { // a whole request, or the end of a long one
            cancel();
        } else {
            restart(ctx);
        }
        ctx.fireChannelRead(message);
    }
}
