package org.hailpost.imap;

import java.io.IOException;

/** STARTTLS (RFC 9051 §6.2.1); what the client sent behind it in clear is discarded. */
final class StartTlsCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        if (session.wire().secure()) {
            return Reply.bad("TLS is on already");
        }
        // The tagged OK has to leave in clear, so it is written here.
        session.out().ascii(command.tag()).ascii(" OK Begin TLS\r\n");
        session.wire()
                .startTls(
                        session.services().tls().get(), session.services().limits().loginTimeout());
        return Reply.NONE;
    }
}
