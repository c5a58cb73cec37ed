package org.hailpost.account;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * What SCRAM-SHA-256 (RFC 7677) has of a password: enough to check a client's proof and to prove
 * that we know the account, not enough to log in with.
 *
 * <p>Stored as RFC 5803 §2 has it: {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared but in constant time
public record ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;

    /**
     * RFC 7677 §4 wants 4096 at least. More makes a stolen verifier dearer to guess from, but every
     * login dearer for the client as well, and some refuse more than 65,536.
     */
    static final int ITERATIONS = 32_768;

    static final int SALT_OCTETS = 16;
    private static final int MIN_ITERATIONS = 4096;
    private static final String PREFIX = MECHANISM.getName() + "$";

    /** The verifier of a secret under a new salt; costs some 20 ms. */
    public static ScramVerifier of(String secret, SecureRandom random) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return of(secret, salt, ITERATIONS);
    }

    static ScramVerifier of(String secret, byte[] salt, int iterations) {
        byte[] salted =
                ScramFunctions.saltedPassword(
                        MECHANISM,
                        // SASLprep (RFC 4013); what it has no form for is taken as it is, which is
                        // what clients do.
                        StringPreparation.POSTGRESQL_PREPARATION,
                        secret.toCharArray(),
                        salt,
                        iterations);
        byte[] clientKey = ScramFunctions.clientKey(MECHANISM, salted);
        return new ScramVerifier(
                salt,
                iterations,
                ScramFunctions.storedKey(MECHANISM, clientKey),
                ScramFunctions.serverKey(MECHANISM, salted));
    }

    /**
     * A verifier that no password belongs to, the same for the same name as long as the key is: so
     * that names cannot be sorted into those that have an account and those that have none.
     */
    static ScramVerifier decoy(String name, byte[] key) {
        byte[] seed = ScramFunctions.hmac(MECHANISM, name.getBytes(StandardCharsets.UTF_8), key);
        byte[] salt = Arrays.copyOf(seed, SALT_OCTETS);
        byte[] nobody = ScramFunctions.hash(MECHANISM, seed);
        return new ScramVerifier(salt, ITERATIONS, nobody, nobody);
    }

    /**
     * What {@link #toString} made.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ScramVerifier parse(String stored) {
        String[] fields =
                stored.substring(Math.min(PREFIX.length(), stored.length())).split("[:$]", -1);
        if (!stored.startsWith(PREFIX) || fields.length != 4) {
            throw new IllegalArgumentException("not a SCRAM-SHA-256 verifier");
        }
        int iterations = Integer.parseInt(fields[0]);
        if (iterations < MIN_ITERATIONS) {
            throw new IllegalArgumentException("a verifier of too few iterations");
        }
        Base64.Decoder decoder = Base64.getDecoder();
        return new ScramVerifier(
                decoder.decode(fields[1]),
                iterations,
                decoder.decode(fields[2]),
                decoder.decode(fields[3]));
    }

    /** As it is stored. */
    public String stored() {
        Base64.Encoder encoder = Base64.getEncoder();
        return "%s%d:%s$%s:%s"
                .formatted(
                        PREFIX,
                        iterations,
                        encoder.encodeToString(salt),
                        encoder.encodeToString(storedKey),
                        encoder.encodeToString(serverKey));
    }

    /** Compares in constant time. */
    boolean proves(byte[] proof, String authMessage) {
        return proof.length == storedKey.length
                && ScramFunctions.verifyClientProof(MECHANISM, proof, storedKey, authMessage);
    }

    /** What proves to the client that we have this verifier. */
    byte[] serverSignature(String authMessage) {
        return ScramFunctions.serverSignature(MECHANISM, serverKey, authMessage);
    }

    @Override
    public String toString() {
        return "ScramVerifier[]"; // It must not get into a log.
    }
}
