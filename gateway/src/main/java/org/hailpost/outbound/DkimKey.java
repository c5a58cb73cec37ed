package org.hailpost.outbound;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What signs for a domain (RFC 6376 §3.1).
 *
 * @param domain in A-label form
 * @param selector names the key among those of the domain
 */
public record DkimKey(String domain, String selector, Algorithm algorithm, KeyPair keys) {
    /** Two that every verifier knows one of: RFC 8463 §1 asks for both together. */
    public enum Algorithm {
        RSA("r", "rsa-sha256", "SHA256withRSA"),
        ED25519("e", "ed25519-sha256", "Ed25519");

        private static final int RSA_BITS = 2048; // RFC 8301 §3.2; more does not fit one UDP answer

        private final String prefix;
        private final String tag;
        private final String signature;

        Algorithm(String prefix, String tag, String signature) {
            this.prefix = prefix;
            this.tag = tag;
            this.signature = signature;
        }

        /** The value of {@code a=}. */
        String tag() {
            return tag;
        }

        /** The name that the JCA has for it. */
        String signature() {
            return signature;
        }

        private KeyPair newKeys() {
            try {
                KeyPairGenerator generator =
                        KeyPairGenerator.getInstance(this == RSA ? "RSA" : "Ed25519");
                if (this == RSA) {
                    generator.initialize(RSA_BITS);
                }
                return generator.generateKeyPair();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has it", e);
            }
        }
    }

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /** An Ed25519 key is the end of its SubjectPublicKeyInfo (RFC 8410 §4). */
    private static final int ED25519_OCTETS = 32;

    /** One of each algorithm, with selectors that say the day. */
    public static List<DkimKey> generate(String domain, LocalDate day) {
        return Arrays.stream(Algorithm.values())
                .map(algorithm ->
                        new DkimKey(
                                domain,
                                algorithm.prefix + day.format(DAY),
                                algorithm,
                                algorithm.newKeys()))
                .toList();
    }

    /** Where others look for the public key. */
    public String recordName() {
        return selector + "._domainkey." + domain;
    }

    /** What they find there (RFC 6376 §3.6.1, RFC 8463 §4). */
    public String record() {
        byte[] info = keys.getPublic().getEncoded();
        return switch (algorithm) {
            case RSA -> "v=DKIM1; k=rsa; p=" + base64(info);
            case ED25519 ->
                    "v=DKIM1; k=ed25519; p="
                            + base64(
                                    Arrays.copyOfRange(
                                            info, info.length - ED25519_OCTETS, info.length));
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
