package org.hailpost.relay;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority and the certificates it signs. */
public final class TestCertificates {
    private static final char[] NONE = {};

    private final KeyPair authorityKey = keys();
    public final X509Certificate authority;

    public TestCertificates() throws Exception {
        authority = sign("CN=Test CA", authorityKey, "CN=Test CA", authorityKey, "", true, 100);
    }

    /** A server's side whose certificate is for this name, and what it shows. */
    public record Server(SSLContext context, X509Certificate certificate) {
        /** A TLSA record's data for the public key: selector 1, SHA-256. */
        String keyDigest() throws GeneralSecurityException {
            return digest(certificate.getPublicKey().getEncoded());
        }
    }

    static String digest(byte[] octets) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }

    public Server server(String name) throws Exception {
        return server(name, 30);
    }

    Server expired(String name) throws Exception {
        return server(name, -1);
    }

    private Server server(String name, int days) throws Exception {
        KeyPair pair = keys();
        X509Certificate own =
                sign("CN=Test CA", authorityKey, "CN=server", pair, name, false, days);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", pair.getPrivate(), NONE, new X509Certificate[] {own, authority});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, NONE);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new Server(context, own);
    }

    /** A client's side that trusts the authority alone. */
    SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            String issuer,
            KeyPair issuerKey,
            String subject,
            KeyPair key,
            String name,
            boolean authority,
            int days)
            throws Exception {
        Instant now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        new BigInteger(100, new SecureRandom()),
                        Date.from(now.minus(Duration.ofDays(10))),
                        Date.from(now.plus(Duration.ofDays(days))),
                        new X500Name(subject),
                        key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!name.isEmpty()) {
            boolean address = name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            new GeneralName(
                                    address ? GeneralName.iPAddress : GeneralName.dNSName, name)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(issuerKey.getPrivate())));
    }
}
