package org.hailpost.imap;

import java.util.List;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/** COPY and UID COPY (RFC 9051 §6.4.7), with COPYUID. */
final class CopyCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        Selected selected = session.selected();
        MsnRanges messages = set.resolve(selected.view(), command.uid());
        Mailbox target = Mailboxes.target(session, name);
        if (!command.uid() && anyGone(selected, messages)) {
            throw ImapException.no("EXPUNGEISSUED", "Some of the messages were expunged");
        }
        List<Long> uids = selected.uids(messages);
        MailboxStore.Copied copied = copy(session, selected, uids, target);
        if (target.id() == selected.mailbox().id()) {
            selected.view().index().refresh();
        }
        if (copied.sourceUids().isEmpty()) {
            return Reply.ok(command.name() + " completed, nothing to copy");
        }
        return Reply.ok(
                "COPYUID "
                        + copied.uidValidity()
                        + ' '
                        + UidSet.format(copied.sourceUids())
                        + ' '
                        + UidSet.format(copied.targetUids()),
                command.name() + " completed");
    }

    private static MailboxStore.Copied copy(
            ImapSession session, Selected selected, List<Long> uids, Mailbox target)
            throws ImapException {
        try {
            return session.services()
                    .store()
                    .copy(session.accountId(), selected.mailbox().id(), uids, target.id());
        } catch (MailboxGoneException e) {
            throw ImapException.no("TRYCREATE", "No such mailbox");
        }
    }

    private static boolean anyGone(Selected selected, MsnRanges messages) {
        RowPage page = new RowPage(RowPage.DEFAULT_CAPACITY);
        MsnRanges.Cursor cursor = messages.cursor();
        while (cursor.hasNext()) {
            selected.view().read(cursor, page);
            if (page.gone() > 0) {
                return true;
            }
        }
        return false;
    }
}
