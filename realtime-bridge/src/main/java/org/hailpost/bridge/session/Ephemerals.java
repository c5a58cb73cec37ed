package org.hailpost.bridge.session;

import java.util.UUID;
import org.hailpost.bridge.frame.Ephemeral;

/**
 * Port: carries ephemerals to an account's terminals. {@code Sessions} is the part for this node; a
 * gateway of many nodes puts its bus in front. Never blocks and keeps nothing: what cannot go out
 * at once is dropped.
 */
@FunctionalInterface
public interface Ephemerals {
    /**
     * Offers a frame to the terminals of an account.
     *
     * @param except the session it came from, which does not get it back
     */
    void forward(long accountId, UUID except, Ephemeral frame);
}
