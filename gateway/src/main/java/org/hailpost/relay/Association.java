package org.hailpost.relay;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A TLSA record that SMTP can use (RFC 7672 §3.1).
 *
 * @param usage 2 DANE-TA or 3 DANE-EE
 * @param selector 0 the certificate or 1 its public key
 * @param matching 0 as it is, 1 SHA-256 or 2 SHA-512
 * @param data hexadecimal
 */
record Association(int usage, int selector, int matching, String data) {
    static final int TRUST_ANCHOR = 2;
    static final int END_ENTITY = 3;

    boolean usable() {
        // RFC 7672 §3.1.3: the PKIX usages 0 and 1 are none.
        return (usage == TRUST_ANCHOR || usage == END_ENTITY)
                && selector >= 0
                && selector <= 1
                && matching >= 0
                && matching <= 2
                && !data.isEmpty();
    }

    boolean matches(X509Certificate certificate) {
        try {
            byte[] selected =
                    selector == 0
                            ? certificate.getEncoded()
                            : certificate.getPublicKey().getEncoded();
            byte[] found =
                    switch (matching) {
                        case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                        case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                        default -> selected;
                    };
            return Arrays.equals(found, HexFormat.of().parseHex(data));
        } catch (CertificateEncodingException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-2", e);
        }
    }
}
