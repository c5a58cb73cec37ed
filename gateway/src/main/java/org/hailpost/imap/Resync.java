package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/** Tells a QRESYNC client what it missed while it was away (RFC 7162 §3.2.5.1, §3.2.6). */
final class Resync {
    private Resync() {}

    /**
     * VANISHED (EARLIER) for what was expunged since. What the session still numbers is left out:
     * that is told at the end of the command, and lowers the number of messages.
     *
     * @param known of these UIDs
     */
    static void vanished(ImapSession session, Selected selected, SequenceSet known, long modseq)
            throws IOException {
        MailboxView view = selected.view();
        MailboxStore store = session.services().store();
        long from = 1;
        while (true) { // of a large mailbox many may be gone: one portion after the other
            List<Long> expunged =
                    store.expungedSince(session.accountId(), selected.mailbox().id(), modseq, from);
            if (expunged.isEmpty()) {
                return;
            }
            Vanished.earlier(
                    session.out(),
                    known.among(expunged, view).stream().filter(uid -> view.msn(uid) < 0).toList());
            from = expunged.getLast() + 1;
        }
    }

    /**
     * All that has changed in a mailbox that was just selected.
     *
     * @param changed rows as they were when the messages were numbered: one that is expunged since
     *     is told of now, and of its end later
     */
    static void changed(
            ImapSession session, Selected selected, SelectParameters.Known known, RowPage changed)
            throws IOException {
        vanished(session, selected, known.uids(), known.modseq());
        MsnRanges wanted = known.uids().uids(selected);
        WireOutput out = session.out();
        for (int row = 0; row < changed.size(); row++) {
            if (wanted.contains(changed.msn(row))) {
                out.ascii("* ").number(changed.msn(row)).ascii(" FETCH (UID ");
                out.number(changed.uid(row)).ascii(" FLAGS ").bytes(selected.flags(changed, row));
                out.ascii(" MODSEQ (").number(changed.modseq(row)).ascii("))\r\n");
            }
        }
    }
}
