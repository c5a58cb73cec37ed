package org.hailpost.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a terminal or program shows in place of a password: 256 random bits. Nobody can guess one,
 * so a fast hash protects it, and checking one costs next to nothing.
 */
public final class BearerToken {
    private static final int BYTES = 32;

    private BearerToken() {}

    /** A new one, in characters that fit into a URL, a header and a shell. */
    public static String create(SecureRandom random) {
        byte[] token = new byte[BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The SHA-256, in hexadecimal, under which a token is stored. */
    public static String hash(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
