package org.hailpost.imap;

import java.io.IOException;

/** LOGIN (RFC 9051 §6.2.3). */
final class LoginCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Authentication.requireAllowed(session);
        Tokens tokens = command.arguments();
        tokens.space();
        String name = tokens.astring();
        tokens.space();
        String secret = tokens.astring();
        tokens.end();
        return Authentication.answer(
                session,
                session.services().login().password(name, secret, session.wire().remote()));
    }
}
