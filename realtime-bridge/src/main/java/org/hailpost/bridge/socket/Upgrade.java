package org.hailpost.bridge.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Optional;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.hailpost.bridge.session.Sessions;

/**
 * Turns an HTTP connection into a session's WebSocket (RFC 6455 §4.2), or says why not. Afterwards
 * the pipeline holds only what frames need: an idle terminal pays for nothing else.
 */
final class Upgrade {
    private final Sessions sessions;
    private final Origins origins;

    Upgrade(Sessions sessions, Origins origins) {
        this.sessions = sessions;
        this.origins = origins;
    }

    /** Runs on the event loop. Empty when the handshake was sent. */
    Optional<Route.Reply> accept(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                || headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null) {
            return Optional.of(Route.Reply.text(400, "a WebSocket handshake is expected here"));
        }
        if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return Optional.of(Route.Reply.empty(426).with("Sec-WebSocket-Version", "13"));
        }
        if (!headers.containsValue(
                HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, ProtocolDocuments.SUBPROTOCOL, false)) {
            return Optional.of(
                    Route.Reply.text(
                            400, "subprotocol " + ProtocolDocuments.SUBPROTOCOL + " is required"));
        }
        if (!origins.allow(
                headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
            return Optional.of(Route.Reply.text(403, "origin not allowed"));
        }
        shake(ctx, request);
        return Optional.empty();
    }

    private void shake(ChannelHandlerContext ctx, FullHttpRequest request) {
        var config =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(FrameLimits.CLIENT_FRAME)
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .build();
        var handshaker = new WebSocketServerHandshaker13("", ProtocolDocuments.SUBPROTOCOL, config);
        Channel channel = ctx.channel();
        var _ =
                handshaker
                        .handshake(channel, request)
                        .addListener(done -> {
                            if (done.isSuccess()) {
                                carryFrames(channel);
                            } else {
                                var _ = channel.close();
                            }
                        });
    }

    private void carryFrames(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new Utf8FrameValidator());
        pipeline.addLast(new WebSocketFrameAggregator(FrameLimits.CLIENT_FRAME));
        pipeline.addLast(new SessionHandler(sessions.open(new ChannelOutlet(channel))));
        Listener.httpOnly().forEach(pipeline::remove);
    }
}
