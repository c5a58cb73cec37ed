package org.hailpost.bench;

import java.io.IOException;

/** A peer that cannot be measured here; the message says what would help. */
public final class PeerUnavailableException extends IOException {
    PeerUnavailableException(String message) {
        super(message);
    }
}
