package org.hailpost.imap;

/** NOOP and CHECK (RFC 9051 §6.1.2): what changed is told after every command. */
final class NoopCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        command.arguments().end();
        return Reply.ok(command.name() + " completed");
    }
}
