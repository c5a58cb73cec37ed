package org.hailpost.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An account's change log: what the bridge resumes from. Blocks; {@link MailUnavailableException}.
 */
public interface EventLog {
    /** The account's epoch and its last seq. A new epoch means: resume points are void. */
    Head head(long accountId);

    /** Events after a seq, ascending and without gaps; fewer than asked for at the head. */
    List<Event> read(long accountId, long afterSeq, int limit);

    /**
     * The seqs of many accounts at once, for who looks whether a hint was lost; accounts that are
     * removed or disabled are left out.
     */
    Map<Long, Long> heads(Collection<Long> accountIds);

    /**
     * Writes how far a message of the account has come towards a party, as a state and an event. A
     * state only ever advances: an older one, or that of a message that is gone, changes nothing.
     */
    void messageState(
            long accountId, long messageId, String party, Event.State state, String reason);

    /** The head of a log. */
    record Head(String epoch, long seq) {}
}
