package org.hailpost.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The queue as an administrator sees and steers it, beside a running gateway or without one. */
public interface QueueDesk {
    /** Which recipients. */
    sealed interface Selection {
        /** Those of a mail, by its id in the log. */
        record OfMail(long mailId) implements Selection {}

        /** Those with this address. */
        record OfAddress(String address) implements Selection {}

        /** Those at this domain, or on their way to this host. */
        record OfDestination(String name) implements Selection {}

        /** All. */
        record All() implements Selection {}
    }

    /**
     * A recipient that waits.
     *
     * @param since when its mail could first be tried
     * @param dueAt of the next attempt; empty while it is held
     * @param underway whether an attempt is being made now
     * @param failure of the last attempt; its texts are empty if there was none
     */
    record Line(
            long mailId,
            String sender,
            String recipient,
            String destination,
            Instant since,
            long attempts,
            Optional<Instant> dueAt,
            boolean underway,
            Handover.Failure failure) {}

    /** The first lines, oldest mail first, and how many there are. */
    record Listing(List<Line> lines, long total) {
        public Listing {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One mail.
     *
     * @param header the beginning of its header, as it came in
     */
    record MailView(List<Line> lines, long octets, String header) {
        public MailView {
            lines = List.copyOf(lines);
        }
    }

    Listing list(Selection selection, int limit);

    /** Empty if it is not in the queue. */
    Optional<MailView> show(long mailId);

    /** Makes them due now, their destinations too; not those that are held. How many. */
    long retry(Selection selection);

    /** Keeps them from being tried. How many. */
    long hold(Selection selection);

    /** Ends that: they are due now. How many. */
    long release(Selection selection);

    /** Removes them; their senders get no report. Those under way stay. How many. */
    long drop(Selection selection);
}
