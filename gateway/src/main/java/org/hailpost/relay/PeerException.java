package org.hailpost.relay;

import org.hailpost.outbound.Handover.Failure;

/**
 * A connection is of no more use, or was never had: the other side is gone, too slow, makes no
 * sense or said so itself. No recipient is at fault.
 */
final class PeerException extends Exception {
    private static final long serialVersionUID = 1;

    private final String host;
    private final String status;

    /**
     * @param status of class 4 (RFC 3463)
     * @param what went wrong; nothing in it is unfiltered
     */
    PeerException(String host, String status, String what) {
        super(what);
        this.host = host;
        this.status = status;
    }

    /** The other side's own words. */
    static PeerException of(String host, Reply reply, Stage stage) {
        return new PeerException(host, "4" + reply.status(stage).substring(1), reply.text());
    }

    Failure failure() {
        return new Failure(host, status, String.valueOf(getMessage()));
    }
}
