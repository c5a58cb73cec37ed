package org.hailpost.imap;

import org.hailpost.account.Login;

/** What LOGIN and AUTHENTICATE share: when they may be used, and how they end. */
final class Authentication {
    private static final int MAX_FAILURES = 5;

    private Authentication() {}

    static void requireAllowed(ImapSession session) throws ImapException {
        if (!session.mayLogin()) {
            throw ImapException.no("PRIVACYREQUIRED", "Login needs TLS: use STARTTLS");
        }
    }

    static Reply answer(ImapSession session, Login.Outcome outcome) throws ByeException {
        return switch (outcome) {
            case Login.Outcome.Accepted accepted -> {
                if (!session.loggedIn(accepted.account())) {
                    yield Reply.no(
                            "LIMIT",
                            "Too many sessions of this account, there may be "
                                    + session.services().limits().maxConnectionsPerAccount());
                }
                // Clients take the capabilities from here instead of asking.
                yield Reply.ok("CAPABILITY " + Capabilities.of(session), "Logged in");
            }
            case Login.Outcome.Refused _ -> {
                if (session.loginFailed() >= MAX_FAILURES) {
                    throw new ByeException("Too many failed logins");
                }
                yield Reply.no("AUTHENTICATIONFAILED", "Name, password or token is wrong");
            }
            case Login.Outcome.Throttled throttled ->
                    Reply.no(
                            "LIMIT",
                            "Too many failures, try again in "
                                    + Math.max(1, throttled.retryAfter().toSeconds())
                                    + " s");
            case Login.Outcome.Unavailable _ ->
                    Reply.no("UNAVAILABLE", "Login is not available now");
        };
    }
}
