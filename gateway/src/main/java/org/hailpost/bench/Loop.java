package org.hailpost.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One thread that serves thousands of connections: the cheapest driver there is in Java, so that
 * what is measured is the other side. Everything of a {@link Talker} runs on this thread, and so
 * needs no locks; {@link #execute} brings work to it from others.
 */
final class Loop implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(READ_BYTES);
    private volatile boolean closing;

    private record Timer(long at, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(at - other.at);
        }
    }

    Loop(String name) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Opens a connection; how it went is told to the talker. From any thread. */
    void connect(InetSocketAddress to, Talker talker) {
        execute(() -> {
            try {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                boolean connected = channel.connect(to);
                SelectionKey key =
                        channel.register(
                                selector,
                                connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
                Wire wire = new Wire(key, channel, talker);
                key.attach(wire);
                if (connected) {
                    wire.connected();
                }
            } catch (IOException e) {
                talker.closed(e.toString());
            }
        });
    }

    /** Serves whoever connects with a talker of its own. From any thread. */
    void listen(ServerSocketChannel server, Supplier<Talker> talkers) {
        execute(() -> {
            try {
                server.configureBlocking(false);
                server.register(selector, SelectionKey.OP_ACCEPT).attach(talkers);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Runs a task on the loop's thread, soon. From any thread. */
    void execute(Runnable task) {
        work.add(task);
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    /** Runs a task on the loop's thread at a time of {@link System#nanoTime}. From any thread. */
    void at(long nanoTime, Runnable task) {
        execute(() -> timers.add(new Timer(nanoTime, task)));
    }

    private void run() {
        try {
            while (!closing) {
                selector.select(this::ready, idleMillis(System.nanoTime()));
                long now = System.nanoTime();
                while (!timers.isEmpty() && timers.peek().at - now <= 0) {
                    timers.poll().task.run();
                }
                for (Runnable task = work.poll(); task != null; task = work.poll()) {
                    task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long there is nothing to do, in milliseconds; 0 is for ever. */
    private long idleMillis(long now) {
        return timers.isEmpty()
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(timers.peek().at - now));
    }

    @SuppressWarnings("unchecked") // what listen attached
    private void ready(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept((ServerSocketChannel) key.channel(), (Supplier<Talker>) key.attachment());
        } else if (key.isValid()) {
            ((Wire) key.attachment()).ready(input);
        }
    }

    private void accept(ServerSocketChannel server, Supplier<Talker> talkers) {
        try {
            for (SocketChannel channel = server.accept();
                    channel != null;
                    channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                Wire wire = new Wire(key, channel, talkers.get());
                key.attach(wire);
                wire.connected();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the thread and closes every connection. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
