package org.hailpost.account;

/**
 * One run of a SASL mechanism (RFC 4422 §3), the server's side: takes the client's responses one by
 * one until it is done. The protocol frames them in base64; it knows no mechanism, and no mechanism
 * knows it. Not thread-safe; blocks.
 */
public interface SaslExchange {
    /** What a client is told that began without an initial response; nothing, most of the time. */
    default byte[] greeting() {
        return new byte[0];
    }

    /** Takes the client's next response; not called again after anything but a challenge. */
    Step respond(byte[] response);

    /** What follows a response. */
    sealed interface Step {
        /** The client has to say more. */
        @SuppressWarnings("ArrayRecordComponent") // on its way to the client, never compared
        record Challenge(byte[] data) implements Step {}

        /** The end, for better or worse. */
        record Done(Login.Outcome outcome) implements Step {}

        /** The client asked to act for another account (RFC 4422 §3.4.1), which nobody may here. */
        record NotAuthorized() implements Step {}

        /** Not what the mechanism has here. {@code why} is our own text, in ASCII. */
        record Malformed(String why) implements Step {}
    }
}
