package org.hailpost.app;

import java.util.List;
import org.hailpost.smtp.SmtpLimits;
import org.hailpost.smtp.SmtpSettings;
import org.hailpost.smtp.SmtpSettings.BareLineEndings;

/**
 * {@code [smtp]}: the MX and the submission listener (RFC 6409), which differ in their port; the
 * other keys are explained at {@link SmtpSettings}.
 */
record SmtpSection(
        String bindAddress,
        int port,
        int submissionPort,
        BareLineEndings bareLineEndings,
        List<String> proxyPeers,
        boolean clearLoginOnLoopback,
        SmtpLimits limits) {
    static final SmtpSection DEFAULTS =
            new SmtpSection(
                    "0.0.0.0",
                    25,
                    587,
                    BareLineEndings.REFUSE,
                    List.of(),
                    false,
                    SmtpLimits.DEFAULTS);

    SmtpSection {
        proxyPeers = List.copyOf(proxyPeers);
        // Whatever the listeners would refuse is refused while the file is read.
        var _ =
                new SmtpSettings(
                        bindAddress,
                        port,
                        "localhost",
                        bareLineEndings,
                        proxyPeers,
                        clearLoginOnLoopback,
                        limits);
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
                bareLineEndings,
                proxyPeers,
                clearLoginOnLoopback,
                limits);
    }

    /** The defaults on loopback. */
    static SmtpSection demo(DemoPorts ports) {
        return new SmtpSection(
                Demo.HOST,
                ports.smtp(),
                ports.submission(),
                DEFAULTS.bareLineEndings(),
                DEFAULTS.proxyPeers(),
                true,
                DEFAULTS.limits());
    }
}
