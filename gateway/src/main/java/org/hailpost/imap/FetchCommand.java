package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.MsnRanges;

/** FETCH and UID FETCH (RFC 9051 §6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162). */
final class FetchCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        FetchItems items = FetchItems.parse(tokens, command.uid());
        FetchModifiers modifiers =
                FetchModifiers.parse(tokens, command.uid(), session.enabled(Extension.QRESYNC));
        Selected selected = session.selected();
        MsnRanges messages = set.resolve(selected, command.uid());
        if (modifiers.changedSince().isPresent()) {
            items = items.with(Plain.MODSEQ);
        }
        if (items.items().contains(Plain.MODSEQ)) {
            session.enable(Extension.CONDSTORE);
        }
        if (modifiers.changedSince().isPresent()) {
            long modseq = modifiers.changedSince().getAsLong();
            if (modifiers.vanished()) {
                Resync.vanished(session, selected, set, modseq);
            }
            messages = selected.view().newerThan(messages, modseq);
        }
        FetchWriter writer = new FetchWriter(session, items);
        boolean complete = writer.write(messages);
        if (writer.unknownEncoding()) {
            return Reply.no("UNKNOWN-CTE", "Some parts are in an unknown transfer encoding");
        }
        // A UID that is not there is no error; a sequence number the client has a right to is.
        return complete || command.uid()
                ? Reply.ok(command.name() + " completed")
                : Reply.no("EXPUNGEISSUED", "Some of the messages were expunged");
    }
}
