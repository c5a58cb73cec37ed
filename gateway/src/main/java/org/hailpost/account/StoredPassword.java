package org.hailpost.account;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * What is kept of a password.
 *
 * @param hash as {@link PasswordHash} writes it
 * @param verifier for SCRAM; if there is none it comes into being at the next plain login
 */
public record StoredPassword(String hash, Optional<ScramVerifier> verifier) {
    public static StoredPassword of(String secret, SecureRandom random) {
        return new StoredPassword(
                new PasswordHash(random).hash(secret),
                Optional.of(ScramVerifier.of(secret, random)));
    }
}
