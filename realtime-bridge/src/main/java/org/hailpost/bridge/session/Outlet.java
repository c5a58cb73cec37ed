package org.hailpost.bridge.session;

import java.net.InetSocketAddress;
import java.util.List;
import org.hailpost.bridge.frame.CloseCode;

/**
 * A session's way out: one WebSocket, without its types. All methods may be called from any thread
 * and return at once.
 */
public interface Outlet {
    /**
     * Sends complete frames in this order. The arrays are shared and must not be changed or copied.
     */
    void send(List<byte[]> frames);

    /**
     * False while the peer is slow to take bytes; the session then reads no further and is told
     * when it changes.
     */
    boolean writable();

    void ping();

    /** Says why, then closes. What was sent before still goes out; nothing after it does. */
    void close(CloseCode code, String reason);

    /** Where the connection comes from. */
    InetSocketAddress remote();
}
