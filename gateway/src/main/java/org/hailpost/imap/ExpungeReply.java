package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.mailbox.MailboxIndex;

/** The end of a command that took messages out of the selected mailbox. */
final class ExpungeReply {
    private ExpungeReply() {}

    /**
     * Has the expunges told at the end of the command, as those of others are. To a QRESYNC client
     * they are told here, for it has to learn up to where it knows all (RFC 7162 §3.2.7).
     */
    static Reply of(ImapSession session, CommandLine command, List<Long> gone) throws IOException {
        Selected selected = session.selected();
        MailboxIndex index = selected.view().index();
        if (gone.isEmpty() || !session.enabled(Extension.QRESYNC)) {
            index.applyExpunge(gone);
            return Reply.ok(command.name() + " completed");
        }
        index.refresh(); // with their MODSEQ, and with all that came before
        session.tell(true, command.uid());
        return Reply.ok(
                "HIGHESTMODSEQ " + selected.view().highestModseq(), command.name() + " completed");
    }
}
