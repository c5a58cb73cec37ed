package org.hailpost.bridge.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hailpost.bridge.session.Sessions;
import org.jspecify.annotations.Nullable;

/** The bridge's listener, plain or TLS: HTTP routes and the WebSocket on one port. */
public final class BridgeServer {
    private final SocketSettings settings;
    private final Sessions sessions;
    private final Listener listener;
    private final EventLoopGroup loops;
    private final ExecutorService executor =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("bridge-http-", 0).factory());
    private @Nullable Channel server;

    /**
     * @param routes the HTTP table; the first match answers
     * @param tls gives the context for each new connection, so a new certificate needs no restart;
     *     null listens in the clear
     */
    public BridgeServer(
            SocketSettings settings,
            Sessions sessions,
            List<Route> routes,
            @Nullable Supplier<SSLContext> tls) {
        this.settings = settings;
        this.sessions = sessions;
        this.listener =
                new Listener(
                        settings,
                        tls,
                        List.copyOf(routes),
                        new Upgrade(sessions, new Origins(settings.allowedOrigins())),
                        executor);
        IoHandlerFactory io =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.loops = new MultiThreadIoEventLoopGroup(threads, io);
    }

    /** Listens. An address in use or not ours is an {@link IOException}. */
    public void start() throws IOException {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(listener)
                        .bind(settings.bindAddress(), settings.port())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen on " + settings.bindAddress() + ":" + settings.port(),
                    bound.cause());
        }
        server = bound.channel();
        sessions.start();
    }

    /** Where it listens, after {@link #start}. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /**
     * Stops accepting, says goodbye to all terminals, waits for them at most this long, then closes
     * everything.
     */
    public void stop(Duration drain) {
        if (server == null) {
            return;
        }
        var _ = server.close().awaitUninterruptibly();
        server = null;
        sessions.drain(drain);
        listener.closeAll();
        var _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        executor.shutdownNow();
        sessions.stop();
    }
}
