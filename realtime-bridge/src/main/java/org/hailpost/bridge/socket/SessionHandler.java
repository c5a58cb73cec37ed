package org.hailpost.bridge.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between a WebSocket and its session, on the event loop: copies a frame out, wakes the session,
 * never blocks.
 */
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger log = LoggerFactory.getLogger(SessionHandler.class);

    private final Session session;

    SessionHandler(Session session) {
        this.session = session;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> session.received(ByteBufUtil.getBytes(text.content()));
            case PongWebSocketFrame _ -> session.heard();
            case PingWebSocketFrame ping -> {
                session.heard();
                if (ctx.channel().isWritable()) {
                    var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                }
            }
            case CloseWebSocketFrame close -> {
                session.gone();
                var _ = ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
            default -> session.close(CloseCode.UNSUPPORTED_DATA);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.gone();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            session.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case TooLongFrameException _ -> session.close(CloseCode.TOO_BIG);
            // The decoder has already sent the close frame of RFC 6455 §7.4.1 for this fault.
            case CorruptedWebSocketFrameException _ -> session.gone();
            default -> {
                log.debug("event=socket-failed session={}", session.id(), cause);
                session.gone();
                var _ = ctx.close();
            }
        }
    }
}
