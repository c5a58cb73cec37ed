package org.hailpost.app;

import java.time.Duration;
import java.util.List;
import org.hailpost.smtp.SmtpSettings;
import org.hailpost.smtp.SmtpSettings.BareLineEndings;

/**
 * {@code [smtp]}: the MX and the submission listener; the keys are explained at {@link
 * SmtpSettings}.
 */
record SmtpSection(
        String bindAddress,
        int port,
        int submissionPort,
        long maxMessageBytes,
        long spillBytes,
        int maxRecipients,
        int maxCommandLineBytes,
        int maxTextLineBytes,
        BareLineEndings bareLineEndings,
        int maxErrors,
        int maxCommands,
        int maxLoginFailures,
        int maxConnections,
        int maxConnectionsPerAddress,
        int backlog,
        Duration handshakeTimeout,
        Duration commandTimeout,
        Duration dataTimeout,
        Duration transactionTimeout,
        Duration writeTimeout,
        List<String> proxyPeers,
        boolean clearLoginOnLoopback) {
    static final SmtpSection DEFAULTS =
            new SmtpSection(
                    SmtpSettings.MX.bindAddress(),
                    SmtpSettings.MX.port(),
                    SmtpSettings.SUBMISSION.port(),
                    SmtpSettings.MX.maxMessageBytes(),
                    SmtpSettings.MX.spillBytes(),
                    SmtpSettings.MX.maxRecipients(),
                    SmtpSettings.MX.maxCommandLineBytes(),
                    SmtpSettings.MX.maxTextLineBytes(),
                    SmtpSettings.MX.bareLineEndings(),
                    SmtpSettings.MX.maxErrors(),
                    SmtpSettings.MX.maxCommands(),
                    SmtpSettings.MX.maxLoginFailures(),
                    SmtpSettings.MX.maxConnections(),
                    SmtpSettings.MX.maxConnectionsPerAddress(),
                    SmtpSettings.MX.backlog(),
                    SmtpSettings.MX.handshakeTimeout(),
                    SmtpSettings.MX.commandTimeout(),
                    SmtpSettings.MX.dataTimeout(),
                    SmtpSettings.MX.transactionTimeout(),
                    SmtpSettings.MX.writeTimeout(),
                    SmtpSettings.MX.proxyPeers(),
                    SmtpSettings.MX.clearLoginOnLoopback());

    SmtpSection {
        proxyPeers = List.copyOf(proxyPeers);
        // Whatever the listeners would refuse is refused while the file is read.
        var _ =
                new SmtpSettings(
                        bindAddress,
                        port,
                        SmtpSettings.MX.hostname(),
                        maxMessageBytes,
                        spillBytes,
                        maxRecipients,
                        maxCommandLineBytes,
                        maxTextLineBytes,
                        bareLineEndings,
                        maxErrors,
                        maxCommands,
                        maxLoginFailures,
                        maxConnections,
                        maxConnectionsPerAddress,
                        backlog,
                        handshakeTimeout,
                        commandTimeout,
                        dataTimeout,
                        transactionTimeout,
                        writeTimeout,
                        proxyPeers,
                        clearLoginOnLoopback);
        if (submissionPort < 0 || submissionPort > 65_535) {
            throw new IllegalArgumentException("submissionPort must be between 0 and 65535");
        }
    }

    SmtpSettings mx(String hostname) {
        return settings(hostname, port);
    }

    SmtpSettings submission(String hostname) {
        return settings(hostname, submissionPort);
    }

    private SmtpSettings settings(String hostname, int listenPort) {
        return new SmtpSettings(
                bindAddress,
                listenPort,
                hostname,
                maxMessageBytes,
                spillBytes,
                maxRecipients,
                maxCommandLineBytes,
                maxTextLineBytes,
                bareLineEndings,
                maxErrors,
                maxCommands,
                maxLoginFailures,
                maxConnections,
                maxConnectionsPerAddress,
                backlog,
                handshakeTimeout,
                commandTimeout,
                dataTimeout,
                transactionTimeout,
                writeTimeout,
                proxyPeers,
                clearLoginOnLoopback);
    }

    SmtpSection demo(DemoPorts ports) {
        return new SmtpSection(
                Demo.HOST,
                ports.smtp(),
                ports.submission(),
                maxMessageBytes,
                spillBytes,
                maxRecipients,
                maxCommandLineBytes,
                maxTextLineBytes,
                bareLineEndings,
                maxErrors,
                maxCommands,
                maxLoginFailures,
                maxConnections,
                maxConnectionsPerAddress,
                backlog,
                handshakeTimeout,
                commandTimeout,
                dataTimeout,
                transactionTimeout,
                writeTimeout,
                proxyPeers,
                true);
    }
}
