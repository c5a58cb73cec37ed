package org.hailpost.bridge.socket;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Sets up each new connection: limits, TLS with whatever certificate is current, then HTTP. */
final class Listener extends ChannelInitializer<SocketChannel> {
    private static final String DEADLINE = "deadline";
    private static final String HTTP = "http";

    private final SocketSettings settings;
    private final KeyedLimit<InetAddress> limits;
    private final @Nullable Supplier<SSLContext> tls;
    private final List<Route> routes;
    private final Upgrade upgrade;
    private final Executor executor;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    Listener(
            SocketSettings settings,
            @Nullable Supplier<SSLContext> tls,
            List<Route> routes,
            Upgrade upgrade,
            Executor executor) {
        this.settings = settings;
        this.limits =
                new KeyedLimit<>(
                        settings.limits().maxConnections(),
                        settings.limits().maxConnectionsPerAddress());
        this.tls = tls;
        this.routes = routes;
        this.upgrade = upgrade;
        this.executor = executor;
    }

    /**
     * The handlers that a WebSocket does not need any more; the handshake itself removes the codec
     * and the aggregator.
     */
    static List<String> httpOnly() {
        return List.of(DEADLINE, HTTP);
    }

    /**
     * Closes what is still open, before the event loops go: their end alone would leave sockets to
     * the peers' patience.
     */
    void closeAll() {
        open.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetAddress address = channel.remoteAddress().getAddress();
        if (!limits.enter(address)) {
            var _ = channel.close();
            return;
        }
        var _ = channel.closeFuture().addListener(_ -> limits.leave(address));
        open.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            SSLEngine engine = tls.get().createSSLEngine();
            engine.setUseClientMode(false);
            pipeline.addLast(new SslHandler(engine));
        }
        RequestDeadline deadline = new RequestDeadline(settings.limits().requestTimeout());
        pipeline.addLast(
                new HttpServerCodec(
                        new HttpDecoderConfig()
                                .setMaxInitialLineLength(4096)
                                .setMaxHeaderSize(8192)));
        pipeline.addLast(new BodyCollector(routes));
        pipeline.addLast(DEADLINE, deadline);
        pipeline.addLast(HTTP, new HttpHandler(routes, upgrade, executor, deadline));
    }
}
