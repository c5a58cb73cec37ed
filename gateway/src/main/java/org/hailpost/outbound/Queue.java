package org.hailpost.outbound;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The rows of the outbound queue. Thread-safe; every method blocks, and throws an unchecked
 * exception if the store is not available, with nothing done.
 */
public interface Queue {
    /**
     * Takes what is due. The attempt is written before it is returned: whoever crashes in it has
     * used it up, and the recipients come back when the lease is over.
     *
     * @param saturated destinations that are not to be looked at
     * @param perDestination how many recipients of each; of one that did not answer last, one
     */
    List<Consignment> claim(Set<String> saturated, int destinations, int perDestination);

    /** Keeps what is claimed from coming back, for another lease. */
    void renew(Collection<Consignment> underway);

    /** Gives back what an earlier run of this node had claimed; how many recipients. */
    int recover();

    /** Sends recipients another way, after a change of the configuration. */
    void reroute(List<Rerouted> recipients);

    /** A recipient and its new destination. */
    record Rerouted(Consignment from, int index, String destination) {}

    /**
     * Writes what became of consignments, all or none. What is not as it was when it was claimed is
     * left alone.
     */
    void settle(List<Settlement> settlements);

    /**
     * The same with a notice for the sender.
     *
     * @throws NoticeUndeliverableException if the sender's mailbox does not take it
     * @throws ClaimLostException if one of the recipients is not as it was: nothing is written, for
     *     the notice would not be true
     */
    void settle(Settlement settlement, Notice notice) throws NoticeUndeliverableException;

    /**
     * A destination did not answer: its recipients wait together, unless they do already.
     *
     * @param wait for how long, after so many failures in a row
     */
    void putOff(String destination, LongFunction<Duration> wait);

    /** A destination that was put off has answered. */
    void answered(String destination);

    /**
     * Recipients of whom their senders are to hear by now, grouped by mail and destination; not
     * claimed.
     */
    List<Consignment> overdue(int limit);

    /** How long a claim holds. */
    Duration LEASE = Duration.ofMinutes(3);
}
