package org.hailpost.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** AUTHENTICATE PLAIN (RFC 9051 §6.2.2, RFC 4616), with or without initial response (RFC 4959). */
final class AuthenticateCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String mechanism = tokens.keyword();
        if (!mechanism.equals("PLAIN")) {
            throw ImapException.no("CANNOT", "Mechanism is not supported");
        }
        Authentication.requireAllowed(session);
        String response;
        if (tokens.atEnd()) {
            session.out().ascii("+ \r\n");
            byte[] line = session.wire().reader().plainLine(ImapLimits.MAX_COMMAND_BEFORE_LOGIN);
            response = new String(line, StandardCharsets.ISO_8859_1);
        } else {
            tokens.space();
            response = tokens.atom();
            tokens.end();
        }
        if (response.equals("*")) {
            throw ImapException.bad("Authentication cancelled");
        }
        // A lone "=" is an empty initial response (RFC 4959 §3).
        return plain(session, response.equals("=") ? "" : response);
    }

    /** {@code [authzid] NUL authcid NUL passwd}. */
    private static Reply plain(ImapSession session, String base64)
            throws ByeException, ImapException {
        String message;
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            message = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw ImapException.bad("Response is not BASE64 of UTF-8");
        }
        int first = message.indexOf('\0');
        int second = message.indexOf('\0', first + 1);
        if (first < 0 || second < 0 || message.indexOf('\0', second + 1) >= 0) {
            throw ImapException.bad("Response is not a PLAIN message");
        }
        String authorize = message.substring(0, first);
        String name = message.substring(first + 1, second);
        if (!authorize.isEmpty() && !authorize.equalsIgnoreCase(name)) {
            throw ImapException.no("AUTHORIZATIONFAILED", "Nobody may act for another account");
        }
        return Authentication.login(session, name, message.substring(second + 1));
    }
}
