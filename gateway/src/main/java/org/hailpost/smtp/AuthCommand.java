package org.hailpost.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.hailpost.account.Login;

/** AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN (draft-murchison-sasl-login). */
final class AuthCommand extends SmtpCommand {
    private static final int MAX_SECRET = 1024;
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
        Optional<String> initial =
                space < 0 ? Optional.empty() : Optional.of(argument.substring(space + 1).strip());
        switch (mechanism) {
            case "PLAIN" -> plain(peer, initial);
            case "LOGIN" -> login(peer, initial);
            default -> throw new RefusedException(SmtpReply.UNKNOWN_MECHANISM);
        }
    }

    private void plain(Conversation peer, Optional<String> initial)
            throws IOException, RefusedException {
        String[] parts = response(peer, "", initial).split("\0", -1);
        if (parts.length != 3) {
            throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
        }
        if (!parts[0].isEmpty() && !parts[0].equalsIgnoreCase(parts[1])) {
            check(peer, new Login.Outcome.Refused()); // Nobody may act for another here.
            return;
        }
        check(peer, peer.check(login, parts[1], parts[2]));
    }

    private void login(Conversation peer, Optional<String> initial)
            throws IOException, RefusedException {
        String name = response(peer, "Username:", initial);
        String secret = response(peer, "Password:", Optional.empty());
        check(peer, peer.check(login, name, secret));
    }

    private static void check(Conversation peer, Login.Outcome outcome)
            throws IOException, RefusedException {
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

    /** The client's next words: its initial response, or its answer to our challenge. */
    private static String response(Conversation peer, String challenge, Optional<String> initial)
            throws IOException, RefusedException {
        String base64 = initial.isPresent() ? initial.get() : peer.ask(encode(challenge));
        if (base64.equals("*")) {
            throw new RefusedException(SmtpReply.LOGIN_ABORTED); // RFC 4954 §4
        }
        try {
            // "=" is an initial response of no length (RFC 4954 §4).
            byte[] bytes =
                    initial.isPresent() && base64.equals("=")
                            ? new byte[0]
                            : Base64.getDecoder().decode(base64);
            if (bytes.length > 3 * MAX_SECRET) {
                throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(SmtpReply.BAD_LOGIN_LINE);
        }
    }

    private static String encode(String challenge) {
        return Base64.getEncoder().encodeToString(challenge.getBytes(StandardCharsets.UTF_8));
    }
}
