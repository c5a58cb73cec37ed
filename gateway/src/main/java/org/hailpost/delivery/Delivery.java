package org.hailpost.delivery;

import org.hailpost.message.Address;
import org.hailpost.message.Content;

/** Routes recipients and delivers mail. Thread-safe; both methods block. */
public interface Delivery {
    /**
     * Where a recipient leads, and whether there is room. Never throws.
     *
     * @param octets what the mail is said to have; 0 if it was not said
     */
    Route route(Address recipient, Route.Asker asker, long octets);

    /**
     * Delivers a mail to all its recipients in one transaction: into mailboxes of ours, and into
     * the outbound queue. A deadline of 10 s holds.
     *
     * @param content checked by the protocol: size, line endings; stays the caller's to close
     */
    Outcome deliver(Envelope envelope, Content content);
}
