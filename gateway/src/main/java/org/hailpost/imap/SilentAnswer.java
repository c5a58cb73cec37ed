package org.hailpost.imap;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

/**
 * What a silent STORE is answered nevertheless: flags that came out otherwise than the client
 * expects, and MODSEQs where it wants them (RFC 7162 §3.1.3).
 */
final class SilentAnswer {
    private final ImapSession session;
    private final Selected selected;
    private final boolean uid;
    private final boolean modseq;

    SilentAnswer(ImapSession session, boolean uid) {
        this.session = session;
        this.selected = session.selected();
        this.uid = uid || session.enabled(Extension.QRESYNC);
        this.modseq = session.enabled(Extension.CONDSTORE);
    }

    void write(FlagChange change, FlagChange.Outcome outcome, MsnRanges messages, KnownFlags known)
            throws IOException {
        selected.tellNewKeywords(session.out());
        List<String> keywords = selected.view().index().keywords();
        Set<Long> told = new HashSet<>(outcome.modified());
        for (MailboxDelta.Row row : outcome.changed()) {
            boolean surprise = !known.expects(row.uid(), row.flags(), change, keywords);
            if (modseq || surprise) {
                write(row, surprise);
                told.add(row.uid());
            }
        }
        if (change.unchangedSince().isPresent()) {
            writeUnchanged(messages, told);
        }
    }

    private void write(MailboxDelta.Row row, boolean flags) throws IOException {
        WireOutput out = session.out();
        out.ascii("* ").number(selected.view().msn(row.uid())).ascii(" FETCH (");
        String gap = "";
        if (uid) {
            out.ascii("UID ").number(row.uid());
            gap = " ";
        }
        if (flags) {
            out.ascii(gap).ascii("FLAGS ").bytes(selected.flags(row.uid(), row.flags()));
            gap = " ";
        }
        if (modseq) {
            out.ascii(gap).ascii("MODSEQ (").number(row.modseq()).put(')');
        }
        out.ascii(")\r\n");
    }

    /** Messages that passed the test and had the flags already: their MODSEQ has stayed. */
    private void writeUnchanged(MsnRanges messages, Set<Long> told) throws IOException {
        MailboxView view = selected.view();
        MsnRanges rest = new MsnRanges();
        MsnRanges.Cursor cursor = messages.cursor();
        while (cursor.hasNext()) {
            int msn = cursor.next();
            if (!told.contains(view.uid(msn))) {
                rest.add(msn, msn);
            }
        }
        FetchItems items =
                new FetchItems(uid ? List.of(Plain.UID, Plain.MODSEQ) : List.of(Plain.MODSEQ));
        new FetchWriter(session, items).write(rest);
    }
}
