package org.hailpost.imap;

import java.net.InetAddress;
import java.time.Duration;
import org.hailpost.account.Account;
import org.hailpost.account.Login;

/** Knows one account; the name "throttled" has tried too often, "down" finds no directory. */
record OnePassword(Account account, String secret) implements Login {
    @Override
    public Outcome password(String name, String given, InetAddress remote) {
        return switch (name) {
            case "throttled" -> new Outcome.Throttled(Duration.ofSeconds(30));
            case "down" -> new Outcome.Unavailable();
            default ->
                    name.equals(account.address().toString()) && given.equals(secret)
                            ? new Outcome.Accepted(account)
                            : new Outcome.Refused();
        };
    }

    @Override
    public Outcome bearer(String token, InetAddress remote) {
        return new Outcome.Refused();
    }
}
