package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MailboxStore;

/** EXPUNGE (RFC 9051 §6.4.3) and UID EXPUNGE (RFC 4315). */
final class ExpungeCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        Selected selected = session.selected();
        List<Long> uids = List.of();
        if (command.uid()) {
            tokens.space();
            uids = selected.uids(SequenceSet.parse(tokens).uids(selected));
        }
        tokens.end();
        if (selected.readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        List<Long> gone =
                command.uid() ? expunge(session, command, uids) : expungeAll(session, command);
        return ExpungeReply.of(session, command, gone);
    }

    /**
     * Takes out all that is marked, be the client told of it or not; returns the UIDs. The index
     * knows which: to ask the store costs a look at each message of the mailbox.
     */
    static List<Long> expungeAll(ImapSession session, CommandLine command) throws IOException {
        MailboxIndex index = session.selected().view().index();
        index.refresh();
        return expunge(session, command, index.flagged(Flags.DELETED));
    }

    private static List<Long> expunge(ImapSession session, CommandLine command, List<Long> uids)
            throws IOException {
        MailboxStore store = session.services().store();
        long mailbox = session.selected().mailbox().id();
        Progress progress = new Progress(session, command);
        List<Long> gone = new ArrayList<>();
        int done = 0;
        for (List<Long> portion : MailboxStore.portions(uids)) {
            gone.addAll(store.expunge(session.accountId(), mailbox, portion));
            done += portion.size();
            progress.at(done, uids.size());
        }
        return gone;
    }
}
