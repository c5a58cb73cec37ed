package org.hailpost.live;

import java.net.InetAddress;
import org.hailpost.account.Account;
import org.hailpost.account.Login;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.session.Accounts;
import org.hailpost.bridge.session.Principal;

/** Who may open a terminal: whoever may log in. */
public final class LiveAccounts implements Accounts {
    private final Login login;

    public LiveAccounts(Login login) {
        this.login = login;
    }

    @Override
    public Outcome authenticate(Credential credential, InetAddress remote) {
        return switch (credential) {
            case Credential.Password(String account, String secret) ->
                    outcome(login.password(account, secret, remote));
            case Credential.Bearer(String token) -> outcome(login.bearer(token, remote));
            // There are no hails yet, so no link can be right.
            case Credential.Guest _ -> new Refused();
        };
    }

    private static Outcome outcome(Login.Outcome outcome) {
        return switch (outcome) {
            case Login.Outcome.Accepted(Account account) ->
                    new Authenticated(
                            new Principal(
                                    account.id(),
                                    account.address().toString(),
                                    account.displayName(),
                                    Scope.ACCOUNT));
            case Login.Outcome.Refused() -> new Refused();
            case Login.Outcome.Throttled(var retryAfter) -> new Throttled(retryAfter);
            case Login.Outcome.Unavailable() -> new Unavailable();
        };
    }
}
