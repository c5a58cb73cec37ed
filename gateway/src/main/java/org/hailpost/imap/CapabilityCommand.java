package org.hailpost.imap;

import java.io.IOException;

/** CAPABILITY (RFC 9051 §6.1.1). */
final class CapabilityCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        session.out().ascii("* CAPABILITY ").ascii(Capabilities.of(session)).crlf();
        return Reply.ok("CAPABILITY completed");
    }
}
