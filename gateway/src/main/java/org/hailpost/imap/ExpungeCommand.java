package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EXPUNGE (RFC 9051 §6.4.3) and UID EXPUNGE (RFC 4315). */
final class ExpungeCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        Selected selected = session.selected();
        @Nullable List<Long> uids = null;
        if (command.uid()) {
            tokens.space();
            uids = selected.uids(SequenceSet.parse(tokens).uids(selected));
        }
        tokens.end();
        if (selected.readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        List<Long> gone =
                session.services()
                        .store()
                        .expunge(session.accountId(), selected.mailbox().id(), uids);
        return ExpungeReply.of(session, command, gone);
    }
}
