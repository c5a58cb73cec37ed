package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MsnRanges;

/**
 * MOVE and UID MOVE (RFC 6851). Very many go one portion after the other; each message is moved or
 * is left as it was, whatever happens (§3.3). COPYUID comes in an untagged OK, before the messages
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
        List<Long> gone = new ArrayList<>();
        Progress progress = new Progress(session, command);
        UidSet targets = new UidSet();
        long uidValidity = 0;
        int done = 0;
        try {
            for (MsnRanges portion : asked.messages().portions(MailboxStore.AT_ONCE)) {
                MailboxStore.Copied moved =
                        asked.run(
                                portion,
                                (uids, to) -> store.move(session.accountId(), from, uids, to));
                uidValidity = moved.uidValidity();
                gone.addAll(moved.sourceUids());
                targets.addAll(moved.targetUids());
                if (asked.withinMailbox()) {
                    asked.selected().putByClient(moved.targetUids());
                }
                done += portion.count();
                progress.at(done, asked.messages().count());
            }
        } finally {
            if (!targets.isEmpty()) { // what has moved has, also if the next portion could not
                session.out()
                        .untaggedOk(
                                CopyArguments.copyUid(
                                        session, uidValidity, UidSet.of(gone), targets),
                                "Moved");
            }
        }
        if (gone.isEmpty()) {
            return Reply.ok(command.name() + " completed, nothing to move");
        }
        if (asked.withinMailbox()) {
            asked.selected().view().index().refresh();
        }
        return ExpungeReply.of(session, command, gone);
    }
}
