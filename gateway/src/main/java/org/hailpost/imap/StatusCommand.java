package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.Mailbox;

/** STATUS (RFC 9051 §6.3.11). */
final class StatusCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.space();
        StatusItems items = StatusItems.parse(tokens);
        tokens.end();
        Mailbox mailbox = Mailboxes.selectable(session, name);
        if (items.items().contains("HIGHESTMODSEQ")) {
            session.enable(Extension.CONDSTORE);
        }
        items.write(session, mailbox);
        return Reply.ok("STATUS completed");
    }
}
