package org.hailpost.imap;

import java.io.IOException;

/** LOGOUT (RFC 9051 §6.1.3). */
final class LogoutCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        session.out().ascii("* BYE Logging out\r\n");
        session.logout();
        return Reply.ok("LOGOUT completed");
    }
}
