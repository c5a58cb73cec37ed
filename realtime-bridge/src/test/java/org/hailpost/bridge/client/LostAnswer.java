package org.hailpost.bridge.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/** A line that ends once, with the answer to a PATCH that the server has taken. */
final class LostAnswer implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicBoolean patching = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();

    LostAnswer(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    boolean lost() {
        return lost.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pass(near, far, true));
                Thread.ofVirtual().start(() -> pass(far, near, false));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void pass(Socket from, Socket to, boolean request) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (request) {
                    String text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
                    patching.compareAndSet(false, text.startsWith("PATCH "));
                } else if (patching.get() && lost.compareAndSet(false, true)) {
                    return;
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException _) {
            // The other direction has ended it.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
