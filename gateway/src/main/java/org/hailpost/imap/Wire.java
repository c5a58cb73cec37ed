package org.hailpost.imap;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.hailpost.tls.ChannelBindings;
import org.jspecify.annotations.Nullable;

/** A client's socket, in clear or under TLS. Owned by the connection's thread, but for close. */
final class Wire implements Closeable {
    private final Socket socket;
    private final WireInput in;
    private final WireOutput out;
    private final CommandReader reader;
    private @Nullable SSLSocket tls;
    private boolean compressed;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        out = new WireOutput(socket.getOutputStream());
        in = new WireInput(socket, out);
        reader = new CommandReader(in, out);
    }

    WireInput in() {
        return in;
    }

    WireOutput out() {
        return out;
    }

    CommandReader reader() {
        return reader;
    }

    boolean secure() {
        return tls != null;
    }

    /** What a login can be bound to; nothing in clear. */
    Map<String, byte[]> channelBindings() {
        return tls == null ? Map.of() : ChannelBindings.of(tls.getSession());
    }

    boolean compressed() {
        return compressed;
    }

    InetAddress remote() {
        return socket.getInetAddress();
    }

    /** Shakes hands as a TLS server; bytes that came in clear before it are discarded. */
    void startTls(SSLContext context, Duration timeout) throws IOException {
        out.flush();
        socket.setSoTimeout((int) timeout.toMillis());
        SSLSocket secured =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket, remote().getHostAddress(), socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        in.secure(secured);
        out.secure(secured.getOutputStream());
        tls = secured;
    }

    /** Goes on compressed, both ways; what came behind the command is compressed already. */
    void compress() throws IOException {
        out.flush();
        out.deflate();
        in.inflate();
        compressed = true;
    }

    /**
     * Writes what is left and, under TLS, that it was all (RFC 8446 §6.1): a client must not take a
     * good end for a cut connection.
     */
    void end() throws IOException {
        SSLSocket secured = tls;
        if (secured == null) {
            out.flush();
        } else {
            out.end(secured::shutdownOutput);
        }
    }

    /** Gives up what is held outside the heap, when nothing more is read or written. */
    void release() {
        in.release();
        out.rest();
    }

    /** Ends what the connection's thread is reading, from another thread; it can still write. */
    void endReading() {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            close();
        }
    }

    /** Closes the socket itself: a TLS close could wait for the client. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Gone is what it shall be.
        }
    }
}
