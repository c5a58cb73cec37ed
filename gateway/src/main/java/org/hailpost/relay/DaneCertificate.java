package org.hailpost.relay;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Takes the certificates that a host's TLSA records name (RFC 7672 §3). */
final class DaneCertificate extends X509ExtendedTrustManager {
    private final Security.Dane dane;

    DaneCertificate(Security.Dane dane) {
        this.dane = dane;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        for (Association association : dane.associations()) {
            boolean matches =
                    association.usage() == Association.END_ENTITY
                            // RFC 7672 §3.1.1: neither names nor dates count.
                            ? association.matches(chain[0])
                            : anchored(chain, association) && named(chain[0]);
            if (matches) {
                return;
            }
        }
        throw new CertificateException("no TLSA record matches the certificate");
    }

    /** RFC 7672 §3.1.2: the anchor is among what the host sent, and signed what comes before. */
    private static boolean anchored(X509Certificate[] chain, Association association) {
        for (int i = 0; i < chain.length; i++) {
            if (association.matches(chain[i]) && leadsTo(chain, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean leadsTo(X509Certificate[] chain, int anchor) {
        try {
            if (anchor == 0) {
                chain[0].checkValidity();
                return true; // the host's own certificate is named as the anchor
            }
            List<X509Certificate> path = Arrays.asList(chain).subList(0, anchor);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(chain[anchor], null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean named(X509Certificate certificate) {
        return dane.names().stream().anyMatch(name -> CertificateNames.fit(certificate, name));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("only a client speaks here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only a client speaks here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only a client speaks here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
