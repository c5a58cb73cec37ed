package org.hailpost.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context that holds now. Thread-safe: sessions ask for it when a handshake begins.
 *
 * <p>There is no background thread: whoever asks looks at the files, at most once a second. A new
 * certificate is seldom written together with its key in one step; between the two writes they do
 * not fit, and the old pair is served.
 */
public final class TlsContexts {
    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final PemFiles files;
    private final Clock clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile SSLContext current;

    @GuardedBy("checking")
    private Instant checked;

    @GuardedBy("checking")
    private String stamp;

    /**
     * @param directory where a self-signed certificate is kept; made if need be
     * @param hostname what a self-signed certificate names
     * @throws TlsException if the certificate cannot be used: a reason not to start
     */
    public TlsContexts(TlsSettings settings, Path directory, String hostname, Clock clock)
            throws TlsException {
        this.clock = clock;
        this.checked = clock.instant();
        this.files =
                settings.certificate().isPresent()
                        ? new PemFiles(settings.certificate().get(), settings.key().orElseThrow())
                        : SelfSigned.in(directory, hostname, checked);
        this.stamp = files.stamp();
        this.current = files.load();
    }

    /** The context with the newest usable certificate. */
    public SSLContext current() {
        if (checking.tryLock()) { // Somebody else is looking: what we have will do.
            try {
                check();
            } finally {
                checking.unlock();
            }
        }
        return current;
    }

    /**
     * The server's side of TLS over a connected socket; closing it closes the socket. Nothing that
     * was read from the socket before is taken over, and no name is looked up.
     */
    public SSLSocket over(Socket connected) throws IOException {
        return over(connected, InputStream.nullInputStream());
    }

    /**
     * The same for a peer that speaks TLS from the start.
     *
     * @param read what was read of that already
     */
    public SSLSocket over(Socket connected, InputStream read) throws IOException {
        // This form of the call is the one made for servers: it wants no peer name.
        SSLSocket socket =
                (SSLSocket) current().getSocketFactory().createSocket(connected, read, true);
        socket.setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    /** The server's side of TLS for a non-blocking connection. */
    public SSLEngine engine() {
        SSLEngine engine = current().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    @GuardedBy("checking")
    private void check() {
        Instant now = clock.instant();
        if (now.isBefore(checked.plus(CHECK_INTERVAL))) {
            return;
        }
        checked = now;
        String seen = files.stamp();
        if (seen.equals(stamp)) {
            return;
        }
        stamp = seen; // A broken file is reported once, not at every handshake.
        try {
            current = files.load();
            log.info("tls=reloaded certificate={}", files.certificate());
        } catch (TlsException e) {
            log.warn(
                    "tls=kept-old certificate={} reason=\"{}\"",
                    files.certificate(),
                    e.getMessage());
        }
    }
}
