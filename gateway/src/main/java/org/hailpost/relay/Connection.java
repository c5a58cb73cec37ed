package org.hailpost.relay;

import java.net.InetAddress;

/** A conversation that is ready for MAIL. Owned by one thread, or by nobody in the idle pool. */
final class Connection implements AutoCloseable {
    private final Target target;
    private final InetAddress address;
    private final Wire wire;
    private final Extensions extensions;
    private final boolean encrypted;
    private int mails;
    private boolean inTransaction;

    Connection(
            Target target,
            InetAddress address,
            Wire wire,
            Extensions extensions,
            boolean encrypted) {
        this.target = target;
        this.address = address;
        this.wire = wire;
        this.extensions = extensions;
        this.encrypted = encrypted;
    }

    Target target() {
        return target;
    }

    InetAddress address() {
        return address;
    }

    Wire wire() {
        return wire;
    }

    Extensions extensions() {
        return extensions;
    }

    boolean encrypted() {
        return encrypted;
    }

    /** Mails it was used for. */
    int mails() {
        return mails;
    }

    /** Whether it was used before, and the other side may have gone meanwhile. */
    boolean reused() {
        return mails > 1;
    }

    /** Whether RSET has to come before the next MAIL. */
    boolean inTransaction() {
        return inTransaction;
    }

    void begin() {
        mails++;
    }

    void transaction(boolean open) {
        inTransaction = open;
    }

    /**
     * Leaves. RFC 5321 §4.1.1.10 would have us wait for the 221: all mails have been answered, and
     * a host that is slow to let us go is not worth a thread.
     */
    void quit() {
        try {
            wire.send("QUIT\r\n");
        } catch (PeerException e) {
            // gone already
        }
        close();
    }

    @Override
    public void close() {
        wire.close();
    }
}
