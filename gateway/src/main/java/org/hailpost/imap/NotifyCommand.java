package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.imap.FetchItem.Plain;

/** NOTIFY SET and NOTIFY NONE (RFC 5465 §3.1); what was asked for before counts no more. */
final class NotifyCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        NotifyRequest request = NotifyRequest.parse(command.arguments());
        if (!request.equals(NotifyRequest.NONE)) {
            // Whatever it wants from now on: what has happened so far is told (§3.1).
            session.tell(true, command.uid());
        }
        if (request.selected().map(NotifyGroup::newMessage).stream()
                .anyMatch(items -> items.items().contains(Plain.MODSEQ))) {
            session.enable(Extension.CONDSTORE);
        }
        session.notifyOf(request);
        return Reply.ok("NOTIFY completed");
    }
}
