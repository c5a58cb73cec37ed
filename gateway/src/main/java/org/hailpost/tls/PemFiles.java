package org.hailpost.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A certificate chain and its private key on disk. */
record PemFiles(Path certificate, Path key) {
    /** What changes when a file is written or replaced. */
    String stamp() {
        return stamp(certificate) + " " + stamp(key);
    }

    SSLContext load() throws TlsException {
        Certificate[] chain = chain();
        PrivateKey secret = privateKey();
        try {
            checkPair(chain[0], secret);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("hailpost", secret, new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(
                    certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Certificate[] chain() throws TlsException {
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new TlsException(certificate + " holds no PEM certificate");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    certificate + " is not a PEM certificate chain: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TlsException(certificate + " cannot be read: " + e, e);
        }
    }

    private PrivateKey privateKey() throws TlsException {
        try (Reader in = Files.newBufferedReader(key, StandardCharsets.US_ASCII);
                PEMParser parser = new PEMParser(in)) {
            for (Object read = parser.readObject(); read != null; read = parser.readObject()) {
                if (read instanceof PrivateKeyInfo pkcs8) {
                    return new JcaPEMKeyConverter().getPrivateKey(pkcs8);
                }
                if (read instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                // An EC key file of OpenSSL begins with the curve's parameters: read on.
            }
            throw new TlsException(key + " holds no unencrypted PEM private key");
        } catch (PEMException e) {
            throw new TlsException(key + " is not a PEM private key: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TlsException(key + " cannot be read: " + e, e);
        }
    }

    /** A key of another certificate would only be noticed by every client that connects. */
    private void checkPair(Certificate own, PrivateKey secret)
            throws GeneralSecurityException, TlsException {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> secret.getAlgorithm();
                };
        byte[] probe = "hailpost".getBytes(StandardCharsets.US_ASCII);
        if (!own.getPublicKey().getAlgorithm().equals(secret.getAlgorithm())) {
            throw new TlsException(key + " is not the key of " + certificate);
        }
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(secret);
        signer.update(probe);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(own.getPublicKey());
        verifier.update(probe);
        if (!verifier.verify(signer.sign())) {
            throw new TlsException(key + " is not the key of " + certificate);
        }
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
