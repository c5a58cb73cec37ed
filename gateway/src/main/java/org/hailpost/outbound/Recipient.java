package org.hailpost.outbound;

import java.util.Set;
import org.hailpost.message.Address;

/**
 * Somebody elsewhere whom a mail is for.
 *
 * @param reports what its sender wants to be told (RFC 3461 §4.1); empty if nothing was asked for,
 *     which means failures, and delays as we see fit
 * @param original ORCPT as it was given, {@code rfc822;ann@example.org} (RFC 3461 §4.2); empty if
 *     it was not
 */
public record Recipient(Address address, Set<Notify> reports, String original) {
    /** RFC 3461 §4.1. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    public Recipient {
        reports = Set.copyOf(reports);
    }

    /** Without a wish of its sender. */
    public static Recipient of(Address address) {
        return new Recipient(address, Set.of(), "");
    }
}
