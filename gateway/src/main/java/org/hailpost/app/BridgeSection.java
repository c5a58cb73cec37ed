package org.hailpost.app;

import java.util.List;
import java.util.Set;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.socket.SocketLimits;
import org.hailpost.bridge.socket.SocketSettings;
import org.hailpost.mailbox.UploadLimits;

/**
 * {@code [bridge]}: the listener for terminals and HTTP; the other keys are explained at {@link
 * SocketSettings}.
 *
 * @param tls whether the listener speaks TLS, with the certificate of {@code [tls]}
 */
record BridgeSection(
        String bindAddress,
        int port,
        boolean tls,
        List<String> allowedOrigins,
        SocketLimits limits,
        SessionLimits session,
        UploadLimits uploads) {
    static final BridgeSection DEFAULTS =
            new BridgeSection(
                    "0.0.0.0",
                    8080,
                    false,
                    List.of(),
                    SocketLimits.DEFAULTS,
                    SessionLimits.DEFAULTS,
                    UploadLimits.DEFAULTS);

    BridgeSection {
        allowedOrigins = List.copyOf(allowedOrigins);
        // Whatever the listener would refuse is refused while the file is read.
        var _ = new SocketSettings(bindAddress, port, Set.copyOf(allowedOrigins), limits);
    }

    SocketSettings socket() {
        return new SocketSettings(bindAddress, port, Set.copyOf(allowedOrigins), limits);
    }

    /** The defaults on loopback. */
    static BridgeSection demo(DemoPorts ports) {
        return new BridgeSection(
                Demo.HOST,
                ports.http(),
                DEFAULTS.tls(),
                DEFAULTS.allowedOrigins(),
                DEFAULTS.limits().fromOneAddress(),
                DEFAULTS.session(),
                DEFAULTS.uploads());
    }
}
