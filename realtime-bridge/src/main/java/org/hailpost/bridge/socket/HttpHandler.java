package org.hailpost.bridge.socket;

import static io.netty.buffer.ByteBufUtil.getBytes;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.hailpost.bridge.frame.ProtocolDocuments;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP by the table of routes, one request at a time per connection so that answers keep
 * their order, and hands the WebSocket's path to {@link Upgrade}.
 */
final class HttpHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger log = LoggerFactory.getLogger(HttpHandler.class);

    /** Requests that may wait for the one before them; more is no browser. */
    private static final int MOST_PIPELINED = 4;

    /** How long a peer whose body nobody wants may go on sending it. */
    private static final long LEAVE_SECONDS = 2;

    private static final FullHttpResponse CONTINUE =
            new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);

    private final List<Route> routes;
    private final Upgrade upgrade;
    private final Executor executor;
    private final RequestDeadline deadline;

    // Below: the event loop only.
    private final Queue<FullHttpRequest> waiting = new ArrayDeque<>(0);
    private boolean busy;
    private boolean leaving;
    private @Nullable RequestBody incoming;

    HttpHandler(List<Route> routes, Upgrade upgrade, Executor executor, RequestDeadline deadline) {
        this.routes = routes;
        this.upgrade = upgrade;
        this.executor = executor;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        switch (message) {
            case FullHttpRequest whole when !busy -> begin(ctx, whole);
            case FullHttpRequest whole when waiting.size() < MOST_PIPELINED ->
                    waiting.add(whole.retain());
            case HttpRequest head when !busy -> beginStreamed(ctx, head);
            case HttpContent content when incoming != null -> goOn(ctx, incoming, content);
            default -> {
                var _ = ctx.close();
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, FullHttpRequest message) {
        busy = true;
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        Route.Request request =
                request(ctx, message, new ByteArrayInputStream(getBytes(message.content())));
        if (request == null) {
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

    private void beginStreamed(ChannelHandlerContext ctx, HttpRequest message) {
        busy = true;
        boolean waits = HttpUtil.is100ContinueExpected(message);
        boolean bodiless =
                !HttpUtil.isTransferEncodingChunked(message)
                        && message.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
        RequestBody body =
                new RequestBody(
                        ctx.channel(),
                        () -> {
                            if (waits) {
                                var _ = ctx.writeAndFlush(CONTINUE.retainedDuplicate());
                            }
                        });
        incoming = body;
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        Route.Request request = request(ctx, message, body);
        if (request == null) {
            reply(ctx, Route.Reply.text(400, "bad request"), false, false);
            return;
        }
        boolean head = message.method().equals(HttpMethod.HEAD);
        executor.execute(() -> {
            Route.Reply answer = answer(request);
            body.drop();
            // What has not come yet must not be taken for the next request; where nothing is to
            // come, its end may only be a moment behind (RFC 9112 §6.3).
            reply(ctx, answer, keepAlive && (bodiless || body.isWhole()), head);
        });
    }

    private void goOn(ChannelHandlerContext ctx, RequestBody body, HttpContent content) {
        if (!content.decoderResult().isSuccess()) {
            body.fail("the body is malformed");
            var _ = ctx.close();
            return;
        }
        body.add(getBytes(content.content()));
        if (content instanceof LastHttpContent) {
            body.end();
            incoming = null;
            if (leaving) {
                var _ = ctx.close();
            }
        }
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

    private static Route.@Nullable Request request(
            ChannelHandlerContext ctx, HttpRequest message, InputStream body) {
        if (!message.decoderResult().isSuccess()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        message.headers()
                .forEach(header ->
                        headers.putIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        try {
            return new Route.Request(
                    message.method().name(),
                    new QueryStringDecoder(message.uri()).path(),
                    headers,
                    body,
                    (InetSocketAddress) ctx.channel().remoteAddress());
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** On the route's thread, or the event loop if it is short. */
    private void reply(
            ChannelHandlerContext ctx, Route.Reply reply, boolean keepAlive, boolean headOnly) {
        switch (reply.body()) {
            case Route.Whole(byte[] bytes) -> {
                FullHttpResponse response =
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.valueOf(reply.status()),
                                headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes));
                describe(response, reply, keepAlive);
                ctx.executor().execute(() -> write(ctx, response, keepAlive));
            }
            case Route.Streamed body -> {
                HttpResponse response =
                        new DefaultHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
                describe(response, reply, keepAlive);
                try {
                    Route.Streamed written = headOnly ? new Route.Streamed(0, body.in()) : body;
                    new StreamedReply(ctx).write(response, written);
                    ctx.executor()
                            .execute(() ->
                                    write(ctx, LastHttpContent.EMPTY_LAST_CONTENT, keepAlive));
                } catch (IOException | RuntimeException e) {
                    // The status has gone out: a body that is too short is all that can tell.
                    log.debug("event=reply-broken reason={}", e.toString());
                    var _ = ctx.close();
                }
            }
        }
    }

    private static void describe(HttpResponse response, Route.Reply reply, boolean keepAlive) {
        reply.headers().forEach(response.headers()::set);
        response.headers().set("X-Content-Type-Options", "nosniff");
        if (reply.status() != 204) { // RFC 9110 §8.6
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                    .set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length());
        }
        HttpUtil.setKeepAlive(response, keepAlive);
    }

    private void write(ChannelHandlerContext ctx, HttpObject response, boolean keepAlive) {
        var written = ctx.writeAndFlush(response);
        if (keepAlive) {
            ChannelHandlerContext timer = ctx.pipeline().context(deadline);
            if (timer != null && waiting.isEmpty()) {
                deadline.restart(timer);
            }
            next(ctx);
        } else if (incoming == null) {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
        } else {
            leave(ctx, incoming, written);
        }
    }

    /**
     * A connection that is closed while its peer still sends takes the answer with it: what comes
     * is thrown away until the peer has stopped, or had its time.
     */
    private void leave(ChannelHandlerContext ctx, RequestBody body, ChannelFuture written) {
        leaving = true;
        body.drop();
        var _ =
                written.addListener(_ -> {
                    if (ctx.channel() instanceof DuplexChannel socket) {
                        var _ = socket.shutdownOutput();
                    }
                });
        var _ = ctx.executor().schedule(() -> cut(ctx), LEAVE_SECONDS, TimeUnit.SECONDS);
    }

    private static void cut(ChannelHandlerContext ctx) {
        var _ = ctx.close();
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
    public void channelInactive(ChannelHandlerContext ctx) {
        if (incoming != null) {
            incoming.fail("the connection broke");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (incoming != null) {
            incoming.fail("the connection broke");
        }
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("event=http-failed", cause);
        var _ = ctx.close();
    }
}
