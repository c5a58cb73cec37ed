package org.hailpost.bridge.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad line: passes bytes between a client and a server, and cuts each connection after a random
 * number of them.
 */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Random random;
    private final int fewest;
    private final int most;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean good;

    CuttingProxy(int target, long seed, int fewest, int most) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.fewest = fewest;
        this.most = most;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    /** From now on it cuts nothing. */
    void heal() {
        good = true;
    }

    /** Cuts everything that is open. */
    void cutAll() {
        sockets.forEach(CuttingProxy::quietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket();
                sockets.add(near);
                sockets.add(far);
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                AtomicLong budget = new AtomicLong(fewest + random.nextInt(most - fewest));
                Thread.ofVirtual().start(() -> pass(near, far, budget));
                Thread.ofVirtual().start(() -> pass(far, near, budget));
            } catch (IOException _) {
                // Closed, or the server is away; the client will dial again.
            }
        }
    }

    private void pass(Socket from, Socket to, AtomicLong budget) {
        byte[] bytes = new byte[997];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                long left = budget.addAndGet(-read);
                if (left < 0 && !good) {
                    out.write(bytes, 0, (int) Math.max(0, read + left));
                    cuts.incrementAndGet();
                    break;
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException _) {
            // The other direction has cut it.
        }
        quietly(from);
        quietly(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }
}
