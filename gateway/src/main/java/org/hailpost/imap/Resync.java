package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

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
        List<Long> expunged =
                session.services()
                        .store()
                        .expungedSince(session.accountId(), selected.mailbox().id(), modseq);
        List<Long> gone =
                known.among(expunged, view).stream().filter(uid -> view.msn(uid) < 0).toList();
        Vanished.earlier(session.out(), gone);
    }

    /** All that has changed since in a mailbox that was just selected. */
    static void changed(ImapSession session, Selected selected, SequenceSet known, long modseq)
            throws IOException {
        vanished(session, selected, known, modseq);
        MsnRanges changed = selected.view().newerThan(known.uids(selected.view()), modseq);
        FetchItems items = new FetchItems(List.of(Plain.UID, Plain.FLAGS, Plain.MODSEQ));
        new FetchWriter(session, items).write(changed);
    }
}
