/**
 * The certificate of this gateway, for every listener that speaks TLS.
 *
 * <p>Called by {@code smtp}, {@code imap} and the wiring of the bridge's socket. Invariant: there
 * is always a usable context; a certificate that was changed on disk is taken up within a second, a
 * broken one is reported and the old one stays. Only TLS 1.2 and 1.3 are spoken. Must not know:
 * which protocol runs inside.
 */
@NullMarked
package org.hailpost.tls;

import org.jspecify.annotations.NullMarked;
