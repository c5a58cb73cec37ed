package org.hailpost.bridge.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP by the table of routes, one request at a time per connection so that answers keep
 * their order, and hands the WebSocket's path to {@link Upgrade}.
 */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(HttpHandler.class);

    /** Requests that may wait for the one before them; more is no browser. */
    private static final int MOST_PIPELINED = 4;

    private final List<Route> routes;
    private final Upgrade upgrade;
    private final Executor executor;
    private final RequestDeadline deadline;

    // Below: the event loop only.
    private final Queue<FullHttpRequest> waiting = new ArrayDeque<>(0);
    private boolean busy;

    HttpHandler(List<Route> routes, Upgrade upgrade, Executor executor, RequestDeadline deadline) {
        this.routes = routes;
        this.upgrade = upgrade;
        this.executor = executor;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
        if (!busy) {
            begin(ctx, message);
        } else if (waiting.size() < MOST_PIPELINED) {
            waiting.add(message.retain());
        } else {
            var _ = ctx.close();
        }
    }

    private void begin(ChannelHandlerContext ctx, FullHttpRequest message) {
        busy = true;
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        if (!message.decoderResult().isSuccess()) {
            reply(ctx, Route.Reply.text(400, "bad request"), false, false);
            return;
        }
        Route.Request request;
        try {
            request = request(ctx, message);
        } catch (IllegalArgumentException _) {
            reply(ctx, Route.Reply.text(400, "bad request"), false, false);
            return;
        }
        if (request.path().equals(ProtocolDocuments.PATH)) {
            upgrade.accept(ctx, message)
                    .ifPresent(refusal -> reply(ctx, refusal, keepAlive, false));
            return;
        }
        boolean head = message.method().equals(HttpMethod.HEAD);
        executor.execute(() -> reply(ctx, answer(request), keepAlive, head));
    }

    private Route.Reply answer(Route.Request request) {
        for (Route route : routes) {
            if (route.matches(request.method(), request.path())) {
                try {
                    return route.handle(request);
                } catch (Exception e) {
                    log.error("event=route-failed", e);
                    return Route.Reply.text(500, "internal error");
                }
            }
        }
        return Route.Reply.text(404, "not found");
    }

    private static Route.Request request(ChannelHandlerContext ctx, FullHttpRequest message) {
        Map<String, String> headers = new HashMap<>();
        message.headers()
                .forEach(header ->
                        headers.putIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new Route.Request(
                message.method().name(),
                new QueryStringDecoder(message.uri()).path(),
                headers,
                ByteBufUtil.getBytes(message.content()),
                (InetSocketAddress) ctx.channel().remoteAddress());
    }

    private void reply(
            ChannelHandlerContext ctx, Route.Reply reply, boolean keepAlive, boolean headOnly) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
        reply.headers().forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length)
                .set("X-Content-Type-Options", "nosniff");
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.executor().execute(() -> write(ctx, response, keepAlive));
    }

    private void write(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
        var written = ctx.writeAndFlush(response);
        if (keepAlive) {
            ChannelHandlerContext timer = ctx.pipeline().context(deadline);
            if (timer != null && waiting.isEmpty()) {
                deadline.restart(timer);
            }
            next(ctx);
        } else {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void next(ChannelHandlerContext ctx) {
        busy = false;
        FullHttpRequest message = waiting.poll();
        if (message != null) {
            try {
                begin(ctx, message);
            } finally {
                message.release();
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("event=http-failed", cause);
        var _ = ctx.close();
    }
}
