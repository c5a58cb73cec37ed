package org.hailpost.app;

import org.hailpost.account.OidcSettings;

/** {@code [login]}: how members log in, whatever the protocol. */
record LoginSection(OidcSettings oidc) {
    static final LoginSection DEFAULTS = new LoginSection(OidcSettings.NONE);
}
