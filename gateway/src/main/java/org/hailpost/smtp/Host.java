package org.hailpost.smtp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.hailpost.account.Directory;
import org.hailpost.account.Login;
import org.hailpost.delivery.Delivery;
import org.hailpost.tls.TlsContexts;

/**
 * What every conversation of one listener works with.
 *
 * @param login present on the submission listener: our members log in and send; empty on the MX
 */
record Host(
        SmtpSettings settings,
        Delivery delivery,
        Optional<Login> login,
        Directory directory,
        TlsContexts tls,
        Clock clock,
        Path spoolDirectory) {
    SmtpLimits limits() {
        return settings.limits();
    }

    /** Whether this is the submission listener. */
    boolean submission() {
        return login.isPresent();
    }
}
