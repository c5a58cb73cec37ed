package org.hailpost.smtp;

import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.hailpost.account.Login;
import org.hailpost.account.SaslExchange;
import org.hailpost.account.SaslExchange.Step;

/** AUTH (RFC 4954): carries SASL messages between the client and the mechanism. */
final class AuthCommand extends SmtpCommand {
    private final Login login;

    AuthCommand(Login login) {
        super("AUTH");
        this.login = login;
    }

    @Override
    void run(Conversation peer, String argument) throws IOException, RefusedException {
        if (!peer.greeted()) {
            throw new RefusedException(SmtpReply.HELO_FIRST);
        }
        if (peer.account().isPresent()) {
            throw new RefusedException(SmtpReply.ALREADY_LOGGED_IN);
        }
        if (peer.transaction().isPresent()) {
            throw new RefusedException(SmtpReply.NOT_DURING_MAIL);
        }
        if (!peer.mayLogIn()) {
            throw new RefusedException(SmtpReply.TLS_FIRST);
        }
        int space = argument.indexOf(' ');
        String mechanism =
                (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        Optional<SaslExchange> exchange = login.sasl().begin(mechanism, peer.saslPeer());
        if (exchange.isEmpty()) {
            throw new RefusedException(SmtpReply.unknownMechanism(mechanisms(login, peer)));
        }
        byte[] first =
                space < 0
                        ? ask(peer, exchange.get().greeting())
                        : initial(argument.substring(space + 1).strip());
        run(peer, exchange.get(), first);
    }

    /** What works here and now; EHLO says it, too. */
    static String mechanisms(Login login, Conversation peer) {
        return String.join(" ", login.sasl().mechanisms(peer.saslPeer()));
    }

    private static void run(Conversation peer, SaslExchange exchange, byte[] first)
            throws IOException, RefusedException {
        byte[] response = first;
        while (true) {
            switch (exchange.respond(response)) {
                case Step.Challenge(byte[] data) -> response = ask(peer, data);
                case Step.Done done -> {
                    answer(peer, done.outcome());
                    return;
                }
                case Step.NotAuthorized _ -> {
                    answer(peer, new Login.Outcome.Refused());
                    return;
                }
                case Step.Malformed _ -> throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
            }
        }
    }

    private static void answer(Conversation peer, Login.Outcome outcome) throws IOException {
        switch (outcome) {
            case Login.Outcome.Accepted accepted -> {
                peer.loggedIn(accepted.account());
                peer.say(SmtpReply.LOGGED_IN);
            }
            case Login.Outcome.Refused _ -> {
                peer.say(SmtpReply.LOGIN_REFUSED);
                peer.loginFailed();
            }
            case Login.Outcome.Throttled _ -> {
                peer.say(SmtpReply.LOGIN_THROTTLED);
                peer.loginFailed();
            }
            case Login.Outcome.Unavailable _ -> peer.say(SmtpReply.LOGIN_UNAVAILABLE);
        }
    }

    private static byte[] ask(Conversation peer, byte[] challenge)
            throws IOException, RefusedException {
        return decoded(peer.ask(Base64.getEncoder().encodeToString(challenge)));
    }

    /** "=" is an initial response of no length (RFC 4954 §4). */
    private static byte[] initial(String base64) throws RefusedException {
        return base64.equals("=") ? new byte[0] : decoded(base64);
    }

    private static byte[] decoded(String base64) throws RefusedException {
        if (base64.equals("*")) {
            throw new RefusedException(SmtpReply.LOGIN_ABORTED); // RFC 4954 §4
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
        }
    }
}
