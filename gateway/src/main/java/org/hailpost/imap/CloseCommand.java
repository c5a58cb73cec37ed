package org.hailpost.imap;

import java.io.IOException;

/** CLOSE, which expunges silently, and UNSELECT, which does not (RFC 9051 §6.4.1, §6.4.2). */
final class CloseCommand implements Command {
    private final boolean expunging;

    CloseCommand(boolean expunging) {
        this.expunging = expunging;
    }

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().end();
        Selected selected = session.selected();
        if (expunging && !selected.readOnly()) {
            selected.view().index().applyExpunge(ExpungeCommand.expungeAll(session, command));
        }
        session.unselect();
        return Reply.ok(command.name() + " completed");
    }
}
