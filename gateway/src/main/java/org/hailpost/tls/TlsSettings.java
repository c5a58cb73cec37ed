package org.hailpost.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the certificate lies. With neither file a self-signed certificate is made and kept in the
 * data directory.
 *
 * @param certificate PEM, the server's own certificate first, then the chain
 * @param key PEM, unencrypted: PKCS#8, or the older EC and RSA forms
 */
public record TlsSettings(Optional<Path> certificate, Optional<Path> key) {
    /** A generated certificate. */
    public static final TlsSettings SELF_SIGNED =
            new TlsSettings(Optional.empty(), Optional.empty());

    public TlsSettings {
        if (certificate.isPresent() && key.isEmpty()) {
            throw new IllegalArgumentException(
                    "key: name the PEM file with the private key of the certificate as well");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            throw new IllegalArgumentException(
                    "certificate: name the PEM file with the certificate chain of the key as well");
        }
    }
}
