package org.hailpost.imap;

import org.hailpost.mailbox.MailboxStore;

/** COPY and UID COPY (RFC 9051 §6.4.7), with COPYUID. */
final class CopyCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        CopyArguments asked = CopyArguments.parse(session, command);
        MailboxStore store = session.services().store();
        long from = asked.selected().mailbox().id();
        MailboxStore.Copied copied =
                asked.run((uids, to) -> store.copy(session.accountId(), from, uids, to));
        if (asked.withinMailbox()) {
            asked.selected().putByClient(copied.targetUids());
            asked.selected().view().index().refresh();
        }
        return copied.sourceUids().isEmpty()
                ? Reply.ok(command.name() + " completed, nothing to copy")
                : Reply.ok(CopyArguments.copyUid(session, copied), command.name() + " completed");
    }
}
