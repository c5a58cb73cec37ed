package org.hailpost.delivery;

import org.hailpost.outbound.OutgoingEnvelope.Returned;

/**
 * What the sender of a mail asked for at MAIL.
 *
 * @param utf8 SMTPUTF8 was declared (RFC 6531 §3.4)
 * @param requireTls REQUIRETLS (RFC 8689)
 * @param returned RET (RFC 3461 §4.3)
 * @param envelopeId ENVID, decoded (RFC 3461 §4.4); empty if it was not given
 */
public record Wishes(boolean utf8, boolean requireTls, Returned returned, String envelopeId) {
    public static final Wishes NONE = new Wishes(false, false, Returned.UNSAID, "");
}
