package org.hailpost.account;

/**
 * A stored secret: an Argon2id hash of a password, its {@link ScramVerifier}, or a SHA-256 of a
 * bearer token (256 random bits).
 */
public record Credential(long accountId, Kind kind, String hash) {
    /** What the hash is of. */
    public enum Kind {
        PASSWORD,
        SCRAM,
        BEARER
    }

    @Override
    public String toString() {
        return "Credential[accountId=" + accountId + ", kind=" + kind + "]";
    }
}
