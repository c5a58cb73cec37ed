package org.hailpost.account;

import java.net.InetAddress;
import java.util.Optional;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}. */
final class PlainExchange implements SaslExchange {
    private final Login login;
    private final InetAddress remote;

    PlainExchange(Login login, InetAddress remote) {
        this.login = login;
        this.remote = remote;
    }

    @Override
    public Step respond(byte[] response) {
        Optional<String> text = SaslText.of(response);
        String[] parts = text.map(message -> message.split("\0", -1)).orElse(new String[0]);
        if (parts.length != 3) {
            return new Step.Malformed("Response is not a PLAIN message in UTF-8");
        }
        if (!parts[0].isEmpty() && !parts[0].equalsIgnoreCase(parts[1])) {
            return new Step.NotAuthorized();
        }
        return new Step.Done(login.password(parts[1], parts[2], remote));
    }
}
