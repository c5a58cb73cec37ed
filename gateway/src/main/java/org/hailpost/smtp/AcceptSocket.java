package org.hailpost.smtp;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Accepts connections for SubEthaSMTP: without delay of small packets, and never more than allowed.
 * Who comes too much is told so at once, instead of hanging in the kernel's queue.
 */
final class AcceptSocket extends ServerSocket {
    private final Connections connections;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean draining;

    AcceptSocket(Connections connections) throws IOException {
        this.connections = connections;
    }

    @Override
    public Socket accept() throws IOException {
        while (true) {
            ClientSocket socket = new ClientSocket(connections);
            try {
                implAccept(socket);
            } catch (SocketException e) {
                awaitStop();
                throw e;
            }
            if (!connections.add(socket)) {
                refuse(socket);
            } else if (withoutDelay(socket)) {
                return socket;
            }
        }
    }

    /**
     * No more connections; those there are go on. The library's loop is kept waiting until it is
     * stopped.
     */
    void drain() throws IOException {
        draining = true;
        super.close();
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        super.close();
    }

    private void awaitStop() {
        if (draining) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Replies go out in whole groups; Nagle would only delay them. False if the peer has gone
     * already: thrown on, that would halt the library's loop for a second.
     */
    private static boolean withoutDelay(ClientSocket socket) {
        try {
            socket.setTcpNoDelay(true);
            return true;
        } catch (SocketException e) {
            socket.abort();
            return false;
        }
    }

    /** The send buffer of a fresh connection takes one line without blocking. */
    private static void refuse(ClientSocket socket) {
        try {
            socket.getOutputStream()
                    .write(
                            SmtpReply.TOO_MANY_CONNECTIONS
                                    .wire()
                                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It has gone by itself.
        }
        socket.abort();
    }
}
