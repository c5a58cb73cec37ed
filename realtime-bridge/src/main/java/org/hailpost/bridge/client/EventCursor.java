package org.hailpost.bridge.client;

import org.hailpost.bridge.frame.Resume;
import org.jspecify.annotations.Nullable;

/**
 * Where the client is in the account's numbered events: <em>received</em> (handed to the listener's
 * queue) runs ahead of <em>handled</em> (the listener is done with it). A new session resumes after
 * what is handled; what comes twice because of that is dropped here. Owned by the client's loop.
 */
final class EventCursor {
    private static final long UNKNOWN = -1;

    /** What to do with an event. */
    enum Verdict {
        NEXT,
        DUPLICATE,
        GAP,
        /** More than the window allows: the gateway breaks the protocol. */
        EXCESS
    }

    private final int window;
    private @Nullable String epoch;
    private long received = UNKNOWN;
    private long handled = UNKNOWN;

    /**
     * The newest event of this session, doubled ones included: beyond it the gateway takes no
     * acknowledgement.
     */
    private long seen = UNKNOWN;

    private boolean contiguous;
    private boolean anchored;
    private int inFlight;

    EventCursor(@Nullable Resume start, int window) {
        this.window = window;
        if (start != null) {
            epoch = start.epoch();
            received = start.seq();
            handled = start.seq();
        }
    }

    /** What the hello asks for; null if there is nothing to go on from. */
    @Nullable Resume resume() {
        return epoch == null || handled == UNKNOWN ? null : new Resume(epoch, handled);
    }

    @Nullable String epoch() {
        return epoch;
    }

    /**
     * @param asked what the hello said
     * @param resumed whether the next event follows what was asked for; if not, the gateway chose
     *     where to begin
     * @param everyEvent whether the session sees all events of the account; a guest sees some, so
     *     its numbers have holes
     */
    void welcomed(@Nullable Resume asked, String newEpoch, boolean resumed, boolean everyEvent) {
        if (!newEpoch.equals(epoch)) {
            begin(newEpoch, UNKNOWN);
        }
        contiguous = everyEvent;
        anchored = resumed;
        seen = resumed && asked != null ? asked.seq() : UNKNOWN;
    }

    /** Everything up to {@code head} is skipped. */
    void resynced(String newEpoch, long head) {
        begin(newEpoch, head);
        anchored = true;
    }

    private void begin(String newEpoch, long seq) {
        epoch = newEpoch;
        received = seq;
        handled = seq;
        seen = seq;
        inFlight = 0;
    }

    Verdict offer(long seq) {
        if (seq <= received) {
            seen = Math.max(seen, seq);
            return Verdict.DUPLICATE;
        }
        if (contiguous && anchored && received != UNKNOWN && seq != received + 1) {
            return Verdict.GAP;
        }
        if (inFlight >= window) {
            return Verdict.EXCESS;
        }
        received = seq;
        seen = seq;
        anchored = true;
        inFlight++;
        return Verdict.NEXT;
    }

    /** The listener is done with an event; one of an epoch that is over says nothing. */
    void handled(String ofEpoch, long seq) {
        if (!ofEpoch.equals(epoch) || seq <= handled) {
            return;
        }
        handled = seq;
        inFlight--;
    }

    /** How far this session may be acknowledged; negative if there is nothing yet. */
    long acknowledgeable() {
        return Math.min(handled, seen);
    }

    /** Forgets what was received and not handled: the next session brings it again. */
    void rewind() {
        received = handled;
        inFlight = 0;
    }
}
