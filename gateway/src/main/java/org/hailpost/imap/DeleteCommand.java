package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.Role;

/**
 * DELETE (RFC 9051 §6.3.5). A name with others below it stays in LIST as {@code \Noselect}, for as
 * long as they are there. Sessions that have the mailbox selected get BYE; this one only leaves it.
 */
final class DeleteCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        if (isMereParent(session, name)) { // RFC 9051 §6.3.5
            throw ImapException.no("HASCHILDREN", "There are mailboxes below that name");
        }
        Mailbox mailbox = Mailboxes.selectable(session, name);
        if (mailbox.role() == Role.INBOX) {
            throw ImapException.no("CANNOT", "INBOX cannot be deleted");
        }
        // What terminals send is kept there, and has to lie somewhere.
        if (mailbox.role() == Role.SENT) {
            throw ImapException.no("CANNOT", "Sent messages are kept in this mailbox");
        }
        if (session.state() == SessionState.SELECTED
                && session.selected().mailbox().id() == mailbox.id()) {
            session.close();
        }
        try {
            session.services().store().delete(session.accountId(), mailbox.id());
        } catch (MailboxGoneException e) {
            throw ImapException.no("NONEXISTENT", "No such mailbox");
        }
        return Reply.ok("DELETE completed");
    }

    private static boolean isMereParent(ImapSession session, String name) {
        MailboxStore store = session.services().store();
        return store.find(session.accountId(), name).filter(Mailbox::selectable).isEmpty()
                && store.list(session.accountId()).stream()
                        .anyMatch(mailbox -> mailbox.name().startsWith(name + Mailbox.DELIMITER));
    }
}
