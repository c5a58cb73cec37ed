package org.hailpost.smtp;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.account.Login;
import org.hailpost.message.Address;

/** {@code alice@here.example} with {@code open sésame}. */
final class FakeLogin implements Login {
    final AtomicReference<Outcome> always = new AtomicReference<>();

    @Override
    public Outcome password(String name, String secret, InetAddress remote) {
        if (always.get() != null) {
            return always.get();
        }
        return name.equals("alice@here.example") && secret.equals("open sésame")
                ? new Outcome.Accepted(FakeDelivery.account(Address.parse("alice@here.example")))
                : new Outcome.Refused();
    }

    @Override
    public Outcome bearer(String token, InetAddress remote) {
        throw new UnsupportedOperationException();
    }
}
