package org.hailpost.account;

import java.net.InetAddress;
import java.time.Duration;

/**
 * Checks who somebody is; one for SMTP, IMAP and the bridge, so that failures count together.
 *
 * <p>At most 5 failures a minute per remote address and per account name; beyond that every answer
 * is {@link Outcome.Throttled}, right or wrong; only a right token, which nobody can guess, is
 * always accepted. {@link LoginThrottle} says how the owner gets in all the same. Blocks: a
 * password for the time of one Argon2id run, a token for a look into a table.
 */
public interface Login {
    /** Name and password, as SASL PLAIN and LOGIN have them. */
    Outcome password(String name, String secret, InetAddress remote);

    /** An opaque bearer token. */
    Outcome bearer(String token, InetAddress remote);

    /** The same by SASL. */
    default Sasl sasl() {
        return new Sasl(this);
    }

    /** The outcome. */
    sealed interface Outcome {
        /** It is this account. */
        record Accepted(Account account) implements Outcome {}

        /** Wrong name or wrong secret; which of them is not said. */
        record Refused() implements Outcome {}

        /** Too many failures. */
        record Throttled(Duration retryAfter) implements Outcome {}

        /** The directory cannot be asked now. */
        record Unavailable() implements Outcome {}
    }
}
