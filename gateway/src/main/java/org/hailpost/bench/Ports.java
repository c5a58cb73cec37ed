package org.hailpost.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ports of this machine that nobody else uses. */
final class Ports {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PAUSE_NANOS = 10_000_000;

    private Ports() {}

    /** One that was free a moment ago. */
    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    /** Whether somebody answers there before the patience is at its end. */
    static boolean answers(InetSocketAddress address, Duration patience) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos()) {
            try (Socket socket = new Socket()) {
                socket.connect(address, (int) patience.toMillis());
                return true;
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return false;
    }
}
