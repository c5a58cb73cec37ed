package org.hailpost.bridge.frame;

import java.util.Optional;

/**
 * The WebSocket close codes of hailpost.v1: those of RFC 6455 §7.4.1 that are used, and its own.
 */
public enum CloseCode {
    NORMAL(1000, true, ""),
    GOING_AWAY(1001, true, "going away"),
    UNSUPPORTED_DATA(1003, false, "text frames only"),
    TOO_BIG(1009, false, "frame too big"),
    INTERNAL(1011, true, "internal error"),
    TRY_AGAIN_LATER(1013, true, "try again later"),
    MALFORMED(4000, false, "malformed"),
    REFUSED(4001, false, "credential refused"),
    REVOKED(4003, false, "credential revoked"),
    SLOW(4008, true, "no acknowledgement"),
    REPLACED(4009, false, "replaced by a newer session"),
    RESYNC(4010, true, "resync"),
    DRAIN(4012, true, "draining"),
    RATE(4029, true, "too many frames");

    private final int code;
    private final boolean reconnect;
    private final String reason;

    CloseCode(int code, boolean reconnect, String reason) {
        this.code = code;
        this.reconnect = reconnect;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** Whether a terminal should come back by itself. */
    public boolean reconnect() {
        return reconnect;
    }

    public String reason() {
        return reason;
    }

    public static Optional<CloseCode> of(int code) {
        for (CloseCode candidate : values()) {
            if (candidate.code == code) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
