package org.hailpost.delivery;

import java.time.Instant;
import java.util.Optional;
import org.hailpost.outbound.OutgoingEnvelope.Returned;

/**
 * What the sender of a mail asked for at MAIL.
 *
 * @param utf8 SMTPUTF8 was declared (RFC 6531 §3.4)
 * @param requireTls REQUIRETLS (RFC 8689)
 * @param returned RET (RFC 3461 §4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 §4.4); empty if it was not given
 * @param notBefore HOLDFOR or HOLDUNTIL (RFC 4865): when it may leave
 */
public record Wishes(
        boolean utf8,
        boolean requireTls,
        Returned returned,
        String envelopeId,
        Optional<Instant> notBefore) {
    public static final Wishes NONE =
            new Wishes(false, false, Returned.UNSAID, "", Optional.empty());
}
