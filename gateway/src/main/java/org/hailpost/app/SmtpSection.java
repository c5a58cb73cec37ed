package org.hailpost.app;

import java.util.List;
import java.util.Optional;
import org.hailpost.smtp.SmtpLimits;
import org.hailpost.smtp.SmtpSettings;
import org.hailpost.smtp.SmtpSettings.BareLineEndings;

/**
 * {@code [smtp]}: the MX and the two submission listeners (RFC 6409, RFC 8314), which differ in
 * their ports; the other keys are explained at {@link SmtpSettings}.
 *
 * @param submissionsPort with TLS from the start; -1: none
 */
record SmtpSection(
        String bindAddress,
        int port,
        int submissionPort,
        int submissionsPort,
        BareLineEndings bareLineEndings,
        List<String> proxyPeers,
        boolean clearLoginOnLoopback,
        SmtpLimits limits) {
    static final SmtpSection DEFAULTS =
            new SmtpSection(
                    "0.0.0.0",
                    25,
                    587,
                    465,
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
                        false,
                        "localhost",
                        bareLineEndings,
                        proxyPeers,
                        clearLoginOnLoopback,
                        limits);
        if (submissionPort < 0 || submissionPort > 65_535) {
            throw new IllegalArgumentException("submissionPort must be between 0 and 65535");
        }
        if (submissionsPort < -1 || submissionsPort > 65_535) {
            throw new IllegalArgumentException(
                    "submissionsPort must be -1 (none) or between 0 (any free one) and 65535");
        }
    }

    SmtpSettings mx(String hostname) {
        return settings(hostname, port, false);
    }

    SmtpSettings submission(String hostname) {
        return settings(hostname, submissionPort, false);
    }

    /** Empty if there is to be none. */
    Optional<SmtpSettings> submissions(String hostname) {
        return submissionsPort < 0
                ? Optional.empty()
                : Optional.of(settings(hostname, submissionsPort, true));
    }

    private SmtpSettings settings(String hostname, int listenPort, boolean implicitTls) {
        return new SmtpSettings(
                bindAddress,
                listenPort,
                implicitTls,
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
                ports.submissions(),
                DEFAULTS.bareLineEndings(),
                DEFAULTS.proxyPeers(),
                true,
                DEFAULTS.limits().fromOneAddress());
    }
}
