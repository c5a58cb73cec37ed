package org.hailpost.bridge.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Writes a long answer as fast as the peer takes it, one chunk at a time, on the route's own
 * thread. A peer that takes nothing for {@link #PATIENCE_SECONDS} is cut.
 */
final class StreamedReply {
    private static final int CHUNK = 64 * 1024;
    private static final long PATIENCE_SECONDS = 30;

    private final ChannelHandlerContext ctx;

    StreamedReply(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Everything but the last content; an exception if that is not possible. */
    void write(HttpResponse head, Route.Streamed body) throws IOException {
        try (InputStream in = body.in()) {
            write(head);
            long left = body.length();
            while (left > 0) {
                byte[] chunk = in.readNBytes((int) Math.min(CHUNK, left));
                if (chunk.length == 0) {
                    throw new IOException("the body ended " + left + " bytes early");
                }
                write(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk)));
                left -= chunk.length;
            }
        }
    }

    private void write(HttpObject object) throws IOException {
        ChannelFuture written = ctx.writeAndFlush(object);
        if (!written.awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the peer takes nothing");
        }
        if (!written.isSuccess()) {
            throw new IOException("the peer is gone", written.cause());
        }
    }
}
