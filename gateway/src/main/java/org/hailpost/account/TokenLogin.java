package org.hailpost.account;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import org.hailpost.message.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins with access tokens of an issuer. Thread-safe. */
final class TokenLogin {
    private static final Logger LOG = LoggerFactory.getLogger(TokenLogin.class);

    private final AccessTokens tokens;
    private final Directory directory;
    private final LoginThrottle throttle;

    TokenLogin(AccessTokens tokens, Directory directory, LoginThrottle throttle) {
        this.tokens = tokens;
        this.directory = directory;
        this.throttle = throttle;
    }

    URI discovery() {
        return tokens.discovery();
    }

    /** Nobody can guess a token, so a right one is accepted whatever else failed. */
    Login.Outcome check(TokenMessage message, InetAddress remote) {
        return switch (tokens.check(message.token())) {
            case AccessTokens.Verdict.Valid(Address holder) -> login(holder, message, remote);
            case AccessTokens.Verdict.Invalid(String why) -> refused(why, remote);
            case AccessTokens.Verdict.Unavailable(String why) -> {
                LOG.warn("oidc=unavailable reason=\"{}\"", why);
                yield new Login.Outcome.Unavailable();
            }
        };
    }

    private Login.Outcome login(Address holder, TokenMessage message, InetAddress remote) {
        Address address = holder.canonical();
        String user = message.user();
        if (!user.isEmpty() && !DirectoryLogin.address(user).filter(address::equals).isPresent()) {
            return refused("the token is another account's", remote);
        }
        try {
            Optional<Account> account = directory.find(address).filter(Account::enabled);
            if (account.isEmpty()) {
                return refused("no such account", remote);
            }
            throttle.succeeded(address.toString(), remote);
            return new Login.Outcome.Accepted(account.get());
        } catch (DirectoryUnavailableException e) {
            return new Login.Outcome.Unavailable();
        }
    }

    private Login.Outcome refused(String why, InetAddress remote) {
        LOG.info("login=token-refused remote={} reason=\"{}\"", remote.getHostAddress(), why);
        return throttle.failed(remote);
    }
}
