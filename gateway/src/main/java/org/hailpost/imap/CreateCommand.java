package org.hailpost.imap;

import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxExistsException;

/** CREATE (RFC 9051 §6.3.4). */
final class CreateCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        // A delimiter at the end only says that children will follow.
        if (name.length() > 1 && name.charAt(name.length() - 1) == Mailbox.DELIMITER) {
            name = name.substring(0, name.length() - 1);
        }
        MailboxName.checkNew(name);
        if (name.equals("INBOX")) {
            throw ImapException.no("ALREADYEXISTS", "INBOX is always there");
        }
        try {
            Mailbox made = session.services().store().create(session.accountId(), name, null);
            return Reply.ok("MAILBOXID (" + ObjectId.mailbox(made) + ')', "CREATE completed");
        } catch (MailboxExistsException e) {
            throw ImapException.no("ALREADYEXISTS", "Mailbox exists");
        }
    }
}
