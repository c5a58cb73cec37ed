package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MailboxStatus;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.RowPage;

/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3). */
final class SelectCommand implements Command {
    private final boolean readOnly;

    SelectCommand(boolean readOnly) {
        this.readOnly = readOnly;
    }

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        MailboxName.Given given = MailboxName.given(tokens);
        SelectParameters parameters =
                SelectParameters.parse(tokens, session.enabled(Extension.QRESYNC));
        // A SELECT that fails leaves nothing selected.
        session.close();
        if (parameters.condstore()) {
            session.enable(Extension.CONDSTORE);
        }
        Mailbox mailbox = Mailboxes.selectable(session, given.name());
        SelectParameters.Known known = parameters.resync();
        // UIDs of another time mean nothing now (RFC 7162 §3.2.5.1).
        boolean resync = known != null && known.uidValidity() == mailbox.uidValidity();
        RowPage changed = new RowPage(0);
        Selected selected =
                open(
                        session,
                        mailbox,
                        known != null && resync ? known.modseq() : Long.MAX_VALUE,
                        changed);
        describe(session, selected);
        if (session.enabled(Extension.IMAP4REV2)) { // RFC 9051 §6.3.2
            ListResponse.write(session.out(), MailboxTree.of(session), given.name(), given.other());
        }
        if (known != null && resync) {
            Resync.changed(session, selected, known, changed);
            selected.tellIfAhead(session);
        }
        return Reply.ok(
                readOnly ? "READ-ONLY" : "READ-WRITE",
                (readOnly ? "EXAMINE" : "SELECT") + " completed");
    }

    /** Opens the mailbox; takes what is newer from the very moment that EXISTS is true of. */
    private Selected open(ImapSession session, Mailbox mailbox, long modseq, RowPage newer) {
        MailboxStore store = session.services().store();
        MailboxIndex index =
                session.services().indexes().acquire(mailbox.accountId(), mailbox.id());
        MailboxView view = index.view(modseq, newer);
        Selected selected =
                new Selected(
                        mailbox,
                        readOnly,
                        view,
                        new DeferredFlags(store, session.services().sessions(), view));
        if (session.enabled(Extension.IMAP4REV2)) {
            selected.recent().off();
        }
        session.select(selected); // from here on the session gives the index back
        boolean done = false;
        try {
            if (readOnly && !selected.recent().isOff()) {
                showRecent(selected, store.status(mailbox.accountId(), mailbox.id()));
            } else if (!readOnly) {
                selected.claimRecent(store);
            }
            done = true;
            return selected;
        } finally {
            if (!done) {
                session.unselect();
            }
        }
    }

    /** EXAMINE shows what is recent without taking it: the newest ones. */
    private static void showRecent(Selected selected, MailboxStatus status) {
        MailboxView view = selected.view();
        int recent = (int) Math.min(status.recent(), view.count());
        if (recent > 0) {
            selected.recent().add(view.uid(view.count() - recent + 1), view.uid(view.count()) + 1);
        }
    }

    private static void describe(ImapSession session, Selected selected) throws IOException {
        WireOutput out = session.out();
        MailboxView view = selected.view();
        selected.writeFlags(out);
        out.ascii("* ").number(view.count()).ascii(" EXISTS\r\n");
        if (!session.enabled(Extension.IMAP4REV2)) { // RFC 9051 has neither (appendix E)
            out.ascii("* ").number(selected.recent().count(view)).ascii(" RECENT\r\n");
            int unseen = view.firstUnseen();
            if (unseen > 0 && unseen <= view.count()) {
                out.ascii("* OK [UNSEEN ").number(unseen).ascii("] First unseen message\r\n");
            }
        }
        out.ascii("* OK [UIDNEXT ").number(view.uidNext()).ascii("] Next UID\r\n");
        out.ascii("* OK [UIDVALIDITY ")
                .number(selected.mailbox().uidValidity())
                .ascii("] UIDs are valid\r\n");
        String mailboxId = "MAILBOXID (" + ObjectId.mailbox(selected.mailbox()) + ')';
        out.untaggedOk(session.disabled().code("OBJECTID", mailboxId), "Mailbox id");
        if (session.disabled().allows("CONDSTORE")) {
            selected.tellHighestModseq(out);
        }
    }
}
