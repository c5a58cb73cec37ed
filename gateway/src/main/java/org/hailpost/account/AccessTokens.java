package org.hailpost.account;

import java.net.URI;
import org.hailpost.message.Address;

/** Tells whom an OAuth 2.0 access token stands for. Blocks; thread-safe. */
public interface AccessTokens {
    Verdict check(String token);

    /** Where a client learns how to get a token (OpenID Connect Discovery 1.0 §4). */
    URI discovery();

    /** What there is to say about a token. */
    sealed interface Verdict {
        /** It is genuine, meant for us, and in force. */
        record Valid(Address holder) implements Verdict {}

        /** {@code why} is for our log. */
        record Invalid(String why) implements Verdict {}

        /** The issuer's keys cannot be had now. */
        record Unavailable(String why) implements Verdict {}
    }
}
