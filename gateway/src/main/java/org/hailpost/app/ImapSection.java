package org.hailpost.app;

import java.time.Duration;
import org.hailpost.imap.ImapSettings;

/** {@code [imap]}: both IMAP listeners; the keys are explained at {@link ImapSettings}. */
record ImapSection(
        String bindAddress,
        int port,
        int tlsPort,
        boolean clearLoginOnLoopback,
        int maxConnections,
        int maxConnectionsPerAddress,
        long maxMessageBytes,
        int maxCommandBytes,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration stillHereInterval,
        Duration writeTimeout) {
    static final ImapSection DEFAULTS = of(ImapSettings.defaults());

    ImapSection {
        // Whatever the listener would refuse is refused while the file is read.
        var _ =
                new ImapSettings(
                        bindAddress,
                        port,
                        tlsPort,
                        clearLoginOnLoopback,
                        maxConnections,
                        maxConnectionsPerAddress,
                        maxMessageBytes,
                        maxCommandBytes,
                        loginTimeout,
                        idleTimeout,
                        stillHereInterval,
                        writeTimeout);
    }

    private static ImapSection of(ImapSettings settings) {
        return new ImapSection(
                settings.bindAddress(),
                settings.port(),
                settings.tlsPort(),
                settings.clearLoginOnLoopback(),
                settings.maxConnections(),
                settings.maxConnectionsPerAddress(),
                settings.maxMessageBytes(),
                settings.maxCommandBytes(),
                settings.loginTimeout(),
                settings.idleTimeout(),
                settings.stillHereInterval(),
                settings.writeTimeout());
    }

    ImapSettings settings() {
        return new ImapSettings(
                bindAddress,
                port,
                tlsPort,
                clearLoginOnLoopback,
                maxConnections,
                maxConnectionsPerAddress,
                maxMessageBytes,
                maxCommandBytes,
                loginTimeout,
                idleTimeout,
                stillHereInterval,
                writeTimeout);
    }

    ImapSection demo(DemoPorts ports) {
        return new ImapSection(
                Demo.HOST,
                ports.imap(),
                ports.imaps(),
                true,
                maxConnections,
                maxConnectionsPerAddress,
                maxMessageBytes,
                maxCommandBytes,
                loginTimeout,
                idleTimeout,
                stillHereInterval,
                writeTimeout);
    }
}
