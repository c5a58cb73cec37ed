package org.hailpost.imap;

import java.util.List;
import java.util.function.BiFunction;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore.Copied;
import org.hailpost.mailbox.MsnRanges;

/** What COPY and MOVE have in common: which messages, and where to. */
record CopyArguments(Selected selected, MsnRanges messages, Mailbox target) {

    static CopyArguments parse(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        Selected selected = session.selected();
        MsnRanges messages = set.resolve(selected, command.uid());
        Mailbox target = Mailboxes.target(session, name);
        if (!command.uid() && selected.view().anyGone(messages)) {
            throw ImapException.no("EXPUNGEISSUED", "Some of the messages were expunged");
        }
        return new CopyArguments(selected, messages, target);
    }

    /** Has the store do it, for all of the messages or some; takes the UIDs and the target's id. */
    Copied run(MsnRanges some, BiFunction<List<Long>, Long, Copied> transfer) throws ImapException {
        try {
            return transfer.apply(selected.uids(some), target.id());
        } catch (MailboxGoneException e) {
            throw ImapException.no("TRYCREATE", "No such mailbox");
        }
    }

    /** Whether the messages go where they came from. */
    boolean withinMailbox() {
        return target.id() == selected.mailbox().id();
    }

    /** The response code (RFC 4315 §3): which UID became which. Empty without UIDPLUS. */
    static String copyUid(ImapSession session, long uidValidity, UidSet from, UidSet to) {
        return session.disabled().code("UIDPLUS", "COPYUID " + uidValidity + ' ' + from + ' ' + to);
    }
}
