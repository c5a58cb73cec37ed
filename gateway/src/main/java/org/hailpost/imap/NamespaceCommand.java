package org.hailpost.imap;

import java.io.IOException;

/** NAMESPACE (RFC 2342): one personal namespace. */
final class NamespaceCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        session.out().ascii("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
        return Reply.ok("NAMESPACE completed");
    }
}
