package org.hailpost.account;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LOGIN (draft-murchison-sasl-login): the name, then the password, each after a prompt. */
final class LoginExchange implements SaslExchange {
    private final Login login;
    private final InetAddress remote;
    private @Nullable String name;

    LoginExchange(Login login, InetAddress remote) {
        this.login = login;
        this.remote = remote;
    }

    @Override
    public byte[] greeting() {
        return "Username:".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Step respond(byte[] response) {
        Optional<String> text = SaslText.of(response);
        if (text.isEmpty()) {
            return new Step.Malformed("Response is not UTF-8");
        }
        if (name == null) {
            name = text.get();
            return new Step.Challenge("Password:".getBytes(StandardCharsets.US_ASCII));
        }
        return new Step.Done(login.password(name, text.get(), remote));
    }
}
