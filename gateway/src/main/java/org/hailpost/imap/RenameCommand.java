package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxExistsException;
import org.hailpost.mailbox.MailboxGoneException;

/** RENAME (RFC 9051 §6.3.6). */
final class RenameCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String from = MailboxName.parse(tokens);
        tokens.space();
        MailboxName.Given given = MailboxName.given(tokens);
        String to = given.name();
        tokens.end();
        MailboxName.checkNew(to);
        if (to.equals("INBOX")) {
            throw ImapException.no("ALREADYEXISTS", "INBOX is always there");
        }
        // INBOX itself stays: what moves to a name below it are its messages alone.
        if (!from.equals("INBOX") && to.startsWith(from + Mailbox.DELIMITER)) {
            throw ImapException.no("CANNOT", "Mailbox cannot move below itself");
        }
        try {
            session.services().store().rename(session.accountId(), from, to);
            if (from.equals("INBOX") && session.state() == SessionState.SELECTED) {
                session.selected().view().index().refresh(); // perhaps it is INBOX
            }
        } catch (MailboxGoneException e) {
            throw ImapException.no("NONEXISTENT", "No such mailbox");
        } catch (MailboxExistsException e) {
            throw ImapException.no("ALREADYEXISTS", "Mailbox exists");
        }
        ListResponse.tellName(session, given);
        return Reply.ok("RENAME completed");
    }
}
