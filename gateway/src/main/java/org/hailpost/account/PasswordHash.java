package org.hailpost.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in PHC string form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, with
 * OWASP's minimum cost. A hash carries its own parameters, so the cost can be raised later.
 *
 * <p>One run needs 19 MiB and some 30 ms; at most as many run at once as there are processors, so
 * that a crowd of logins costs time and not memory. Thread-safe.
 */
public final class PasswordHash {
    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int OCTETS = 32;
    private static final int SALT_OCTETS = 16;

    /** Upper bounds for what a stored hash may ask for. */
    private static final int MAX_MEMORY_KIB = 262_144;

    private static final int MAX_ITERATIONS = 16;

    private final SecureRandom random;
    private final Semaphore running = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final String decoy;

    public PasswordHash(SecureRandom random) {
        this.random = random;
        this.decoy = hash("");
    }

    /** Hashes a secret with a new salt. */
    public String hash(String secret) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        byte[] hash = run(secret, salt, MEMORY_KIB, ITERATIONS, LANES, OCTETS);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        ITERATIONS,
                        LANES,
                        encoder.encodeToString(salt),
                        encoder.encodeToString(hash));
    }

    /**
     * Whether the secret belongs to the hash.
     *
     * @throws IllegalArgumentException if it is no hash of ours
     */
    public boolean matches(String secret, String phc) {
        String[] fields = phc.split("\\$", -1);
        if (fields.length != 6 || !fields[1].equals("argon2id") || !fields[2].equals("v=19")) {
            throw new IllegalArgumentException("not an Argon2id hash");
        }
        int[] cost = cost(fields[3]);
        byte[] salt = Base64.getDecoder().decode(fields[4]);
        byte[] expected = Base64.getDecoder().decode(fields[5]);
        byte[] actual = run(secret, salt, cost[0], cost[1], cost[2], expected.length);
        return MessageDigest.isEqual(actual, expected);
    }

    /** Takes as long as {@link #matches}, for nobody: so that a missing account cannot be timed. */
    public void waste(String secret) {
        boolean ignored = matches(secret, decoy);
    }

    private static int[] cost(String parameters) {
        int[] cost = new int[3];
        String[] parts = parameters.split(",", -1);
        String names = "mtp";
        for (int i = 0; i < cost.length; i++) {
            if (parts.length != 3 || !parts[i].startsWith(names.charAt(i) + "=")) {
                throw new IllegalArgumentException("not an Argon2id hash");
            }
            cost[i] = Integer.parseInt(parts[i].substring(2));
        }
        if (cost[0] > MAX_MEMORY_KIB || cost[1] > MAX_ITERATIONS || cost[2] != LANES) {
            throw new IllegalArgumentException("an Argon2id hash that costs too much");
        }
        return cost;
    }

    private byte[] run(
            String secret, byte[] salt, int memory, int iterations, int lanes, int octets) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(iterations)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] result = new byte[octets];
        running.acquireUninterruptibly();
        try {
            generator.generateBytes(secret.getBytes(StandardCharsets.UTF_8), result);
        } finally {
            running.release();
        }
        return result;
    }
}
