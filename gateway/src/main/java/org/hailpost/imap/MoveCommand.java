package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.MailboxStore;

/**
 * MOVE and UID MOVE (RFC 6851): all or none. COPYUID comes in an untagged OK, before the messages
 * are told to be gone.
 */
final class MoveCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        CopyArguments asked = CopyArguments.parse(session, command);
        if (asked.selected().readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        MailboxStore store = session.services().store();
        long from = asked.selected().mailbox().id();
        MailboxStore.Copied moved =
                asked.run((uids, to) -> store.move(session.accountId(), from, uids, to));
        if (moved.sourceUids().isEmpty()) {
            return Reply.ok(command.name() + " completed, nothing to move");
        }
        session.out().untaggedOk(CopyArguments.copyUid(session, moved), "Moved");
        if (asked.withinMailbox()) {
            asked.selected().putByClient(moved.targetUids());
            asked.selected().view().index().refresh();
        }
        return ExpungeReply.of(session, command, moved.sourceUids());
    }
}
