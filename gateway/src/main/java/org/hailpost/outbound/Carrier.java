package org.hailpost.outbound;

import java.util.List;

/** Hands mails over to other hosts. Thread-safe; blocks, within the limits it was given. */
public interface Carrier {
    /**
     * One attempt for all recipients of a parcel. Never throws: what went wrong stands in the
     * results.
     *
     * @return parallel to the parcel's recipients
     */
    List<Handover> carry(Destination destination, Parcel parcel);
}
