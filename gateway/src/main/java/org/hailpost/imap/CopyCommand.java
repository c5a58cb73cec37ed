package org.hailpost.imap;

import org.hailpost.mailbox.MailboxStore;

/** COPY and UID COPY (RFC 9051 §6.4.7), with COPYUID: all or none. */
final class CopyCommand implements Command {
    /** All have to be at hand in one transaction. */
    private static final int MOST = 250_000;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        CopyArguments asked = CopyArguments.parse(session, command);
        if (asked.messages().count() > MOST) {
            throw ImapException.no("LIMIT", "At most " + MOST + " messages are copied at once");
        }
        MailboxStore store = session.services().store();
        long from = asked.selected().mailbox().id();
        MailboxStore.Copied copied =
                asked.run(
                        asked.messages(),
                        (uids, to) -> store.copy(session.accountId(), from, uids, to));
        if (asked.withinMailbox()) {
            asked.selected().putByClient(copied.targetUids());
            asked.selected().view().index().refresh();
        }
        if (copied.sourceUids().isEmpty()) {
            return Reply.ok(command.name() + " completed, nothing to copy");
        }
        return Reply.ok(
                CopyArguments.copyUid(
                        session,
                        copied.uidValidity(),
                        UidSet.of(copied.sourceUids()),
                        UidSet.of(copied.targetUids())),
                command.name() + " completed");
    }
}
