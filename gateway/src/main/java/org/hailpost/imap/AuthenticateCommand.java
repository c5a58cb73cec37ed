package org.hailpost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.hailpost.account.SaslExchange;
import org.hailpost.account.SaslExchange.Step;

/** AUTHENTICATE (RFC 9051 §6.2.2), with or without initial response (RFC 4959). */
final class AuthenticateCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String mechanism = tokens.keyword();
        Authentication.requireAllowed(session);
        SaslExchange exchange =
                session.services()
                        .login()
                        .sasl()
                        .begin(mechanism, session.saslPeer())
                        .orElseThrow(
                                () -> ImapException.no("CANNOT", "Mechanism is not supported"));
        byte[] response;
        if (tokens.atEnd()) {
            response = ask(session, exchange.greeting());
        } else if (!session.disabled().allows("SASL-IR")) {
            throw ImapException.bad("Initial responses are disabled here");
        } else {
            tokens.space();
            String initial = tokens.atom();
            tokens.end();
            // A lone "=" is an empty initial response (RFC 4959 §3).
            response = decoded(initial.equals("=") ? "" : initial);
        }
        while (true) {
            switch (exchange.respond(response)) {
                case Step.Challenge(byte[] data) -> response = ask(session, data);
                case Step.Done done -> {
                    return Authentication.answer(session, done.outcome());
                }
                case Step.NotAuthorized _ ->
                        throw ImapException.no(
                                "AUTHORIZATIONFAILED", "Nobody may act for another account");
                case Step.Malformed(String why) -> throw ImapException.bad(why);
            }
        }
    }

    private static byte[] ask(ImapSession session, byte[] challenge)
            throws IOException, ImapException {
        session.out().ascii("+ ").ascii(Base64.getEncoder().encodeToString(challenge)).crlf();
        byte[] line = session.wire().reader().answerLine(ImapLimits.MAX_COMMAND_BEFORE_LOGIN);
        return decoded(new String(line, StandardCharsets.ISO_8859_1));
    }

    private static byte[] decoded(String base64) throws ImapException {
        if (base64.equals("*")) {
            throw ImapException.bad("Authentication cancelled");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ImapException.bad("Response is not BASE64");
        }
    }
}
