package org.hailpost.tls;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** What a login can be bound to, so that it is worth nothing on another connection (RFC 5056). */
public final class ChannelBindings {
    private static final int EXPORTER_OCTETS = 32;

    private ChannelBindings() {}

    /** The data of the server's end by unique prefix, as far as there are any. */
    public static Map<String, byte[]> of(SSLSession session) {
        Map<String, byte[]> bindings = new HashMap<>();
        addExporter(session, bindings);
        addEndPoint(session, bindings);
        return bindings;
    }

    /** RFC 9266 §2; before TLS 1.3 it takes more for it to be sure (§4.2), so it is not offered. */
    private static void addExporter(SSLSession session, Map<String, byte[]> bindings) {
        try {
            if (session instanceof ExtendedSSLSession extended
                    && session.getProtocol().equals("TLSv1.3")) {
                bindings.put(
                        "tls-exporter",
                        extended.exportKeyingMaterialData(
                                "EXPORTER-Channel-Binding", new byte[0], EXPORTER_OCTETS));
            }
        } catch (SSLException | UnsupportedOperationException e) {
            // This TLS has none.
        }
    }

    /** RFC 5929 §4: a hash of our certificate, if its signature has one. */
    private static void addEndPoint(SSLSession session, Map<String, byte[]> bindings) {
        Certificate[] chain = session.getLocalCertificates();
        if (chain != null && chain.length > 0 && chain[0] instanceof X509Certificate own) {
            try {
                byte[] hash = TlsServerEndpoint.getChannelBindingData(own);
                if (hash.length > 0) {
                    bindings.put(TlsServerEndpoint.TLS_SERVER_END_POINT, hash);
                }
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e); // It has just been sent.
            }
        }
    }
}
