package org.hailpost.imap;

import java.io.IOException;
import java.util.Optional;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxExistsException;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.RoleTakenException;

/** CREATE (RFC 9051 §6.3.4), with CREATE-SPECIAL-USE (RFC 6154 §3). */
final class CreateCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        MailboxName.Given given = MailboxName.given(tokens);
        String name = given.name();
        Optional<Role> role = SpecialUse.parse(tokens);
        // A delimiter at the end only says that children will follow.
        if (name.length() > 1 && name.charAt(name.length() - 1) == Mailbox.DELIMITER) {
            name = name.substring(0, name.length() - 1);
        }
        MailboxName.checkNew(name);
        if (name.equals("INBOX")) {
            throw ImapException.no("ALREADYEXISTS", "INBOX is always there");
        }
        try {
            Mailbox made =
                    session.services().store().create(session.accountId(), name, role.orElse(null));
            ListResponse.tellName(session, given);
            return Reply.ok(
                    session.disabled()
                            .code("OBJECTID", "MAILBOXID (" + ObjectId.mailbox(made) + ')'),
                    "CREATE completed");
        } catch (MailboxExistsException e) {
            throw ImapException.no("ALREADYEXISTS", "Mailbox exists");
        } catch (RoleTakenException e) {
            throw SpecialUse.refused("Another mailbox has that special use");
        }
    }
}
