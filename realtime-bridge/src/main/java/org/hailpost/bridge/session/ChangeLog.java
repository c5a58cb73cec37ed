package org.hailpost.bridge.session;

import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.hailpost.bridge.frame.Scope;

/**
 * Port: the account's log of changes, the one truth about what terminals see. Every method but
 * {@link #subscribe} may block and may throw {@link PortUnavailableException}.
 */
public interface ChangeLog {

    Head head(long accountId);

    /**
     * The changes after a seq, ascending and without gaps, at most {@code limit}. Rows outside the
     * scope are {@link LoggedEvent#hidden}. If the log no longer holds {@code afterSeq + 1} the
     * list starts later or is empty; the session then resyncs.
     */
    List<LoggedEvent> read(long accountId, Scope scope, long afterSeq, int limit);

    /**
     * Where a session without a resume point begins: after the last seq that any terminal of the
     * account, or this one, has acknowledged, so that what came while all were away is shown first.
     */
    long startFor(long accountId, UUID terminal);

    /**
     * Tells of new changes until closed. The consumer may be called from any thread and returns at
     * once: it only wakes the session. A call may be late, doubled or lost for a while, never lost
     * for good.
     */
    Subscription subscribe(long accountId, LongConsumer newHead);

    /** A terminal has acknowledged everything up to a seq. Cumulative; may repeat. */
    void acknowledged(long accountId, UUID terminal, UUID session, long seq);

    /** Ends a subscription; idempotent, never throws. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
