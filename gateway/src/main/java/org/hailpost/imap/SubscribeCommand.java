package org.hailpost.imap;

/** SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7); the mailbox need not exist. */
final class SubscribeCommand implements Command {
    private final boolean subscribing;

    SubscribeCommand(boolean subscribing) {
        this.subscribing = subscribing;
    }

    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        if (subscribing) {
            MailboxName.checkNew(name);
            session.services().store().subscribe(session.accountId(), name);
        } else {
            session.services().store().unsubscribe(session.accountId(), name);
        }
        return Reply.ok(command.name() + " completed");
    }
}
