package org.hailpost.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate of a gateway that was given none: ECDSA P-256, made once, kept in the data
 * directory so that clients that pinned it stay content, made anew 30 days before it ends.
 */
final class SelfSigned {
    private static final Duration LIFETIME = Duration.ofDays(825);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

    private SelfSigned() {}

    static PemFiles in(Path directory, String hostname, Instant now) throws TlsException {
        PemFiles files =
                new PemFiles(
                        directory.resolve("self-signed.crt"), directory.resolve("self-signed.key"));
        try {
            if (!usable(files, hostname, now)) {
                Files.createDirectories(directory);
                make(files, hostname, now);
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new TlsException(
                    "no self-signed certificate could be made in " + directory + ": " + e, e);
        }
    }

    private static boolean usable(PemFiles files, String hostname, Instant now) {
        if (!Files.exists(files.key())) {
            return false;
        }
        try (InputStream in = Files.newInputStream(files.certificate())) {
            X509Certificate old =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            return old.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE_END))
                    && old.getSubjectX500Principal().equals(subject(hostname));
        } catch (IOException | CertificateException e) {
            return false;
        }
    }

    private static X500Principal subject(String hostname) throws IOException {
        return new X500Principal(name(hostname).getEncoded());
    }

    private static X500Name name(String hostname) {
        return new X500NameBuilder().addRDN(BCStyle.CN, hostname).build();
    }

    private static void make(PemFiles files, String hostname, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name(hostname),
                        new BigInteger(120, new SecureRandom()).setBit(119),
                        Date.from(now.minus(Duration.ofHours(1))), // A client's clock may be late.
                        Date.from(now.plus(LIFETIME)),
                        name(hostname),
                        pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, hostname)));
        var certificate =
                builder.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        write(files.key(), new JcaPKCS8Generator(pair.getPrivate(), null).generate());
        write(files.certificate(), certificate);
    }

    /** Whole or not at all, and readable by its owner alone from the first byte. */
    private static void write(Path file, Object object) throws IOException {
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(object);
        }
        Path directory = file.toAbsolutePath().getParent();
        Path whole =
                Files.createTempFile(
                        directory,
                        file.getFileName() + "",
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(whole, pem.toString());
        Files.move(
                whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
