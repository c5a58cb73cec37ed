package org.hailpost.outbound;

import java.util.Optional;
import org.hailpost.message.Address;

/**
 * The SMTP side of a mail that leaves, the same for all its recipients.
 *
 * @param sender the reverse-path; empty for {@code MAIL FROM:<>}, of which nothing is reported
 * @param eightBit whether the content has octets above 127 (RFC 6152)
 * @param utf8 whether an address or the header is in UTF-8 (RFC 6531)
 * @param requireTls REQUIRETLS of RFC 8689: only over verified TLS, or not at all
 * @param returned what a report of failure gives back (RFC 3461 §4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 §4.4); empty if it was not given
 */
public record OutgoingEnvelope(
        Optional<Address> sender,
        boolean eightBit,
        boolean utf8,
        boolean requireTls,
        Returned returned,
        String envelopeId) {
    /** RET of MAIL. */
    public enum Returned {
        /** It was not said. */
        UNSAID,
        FULL,
        HEADERS
    }

    /** Without a wish of its sender. */
    public static OutgoingEnvelope of(Optional<Address> sender, boolean eightBit, boolean utf8) {
        return new OutgoingEnvelope(sender, eightBit, utf8, false, Returned.UNSAID, "");
    }
}
