package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/** STORE and UID STORE (RFC 9051 §6.4.6), with UNCHANGEDSINCE (RFC 7162 §3.1.3). */
final class StoreCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        StoreArguments asked = StoreArguments.parse(command.arguments());
        Selected selected = session.selected();
        MsnRanges messages = asked.set().resolve(selected, command.uid());
        if (selected.readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        if (defer(session, command, asked, messages)) {
            return Reply.ok(command.name() + " completed");
        }
        session.settle(true);
        if (asked.change().unchangedSince().isPresent()) {
            session.enable(Extension.CONDSTORE);
        }
        boolean complete = true;
        List<Long> modified = new ArrayList<>();
        Progress progress = new Progress(session, command);
        int done = 0;
        for (MsnRanges portion : messages.portions(MailboxStore.AT_ONCE)) {
            complete &= store(session, command.uid(), asked, portion, modified);
            done += portion.count();
            progress.at(done, messages.count());
        }
        return reply(selected.view(), command, modified, complete);
    }

    @Override
    public boolean settles() {
        return false; // it does so itself where it has to
    }

    /** Tells the client what will come of it, if that is sure, and leaves the writing for later. */
    private static boolean defer(
            ImapSession session, CommandLine command, StoreArguments asked, MsnRanges messages)
            throws IOException {
        if (asked.change().unchangedSince().isPresent()
                || session.enabled(Extension.CONDSTORE) // it wants the MODSEQ
                || session.notifyRequest().isPresent()
                || messages.count() > DeferredFlags.MOST) {
            return false;
        }
        Selected selected = session.selected();
        OptionalLong bits = asked.change().bits(selected.view().index().keywords());
        RowPage page = new RowPage(messages.count());
        selected.view().read(messages.cursor(), page);
        if (bits.isEmpty() || (asked.silent() && !KnownFlags.knows(selected, page))) {
            return false;
        }
        if (!selected.deferred().take(asked.change().operation(), bits.getAsLong(), page)) {
            return false;
        }
        if (!asked.silent()) {
            new FetchWriter(session, items(session, command.uid())).writeRows(page);
        }
        return true;
    }

    /** Stores and answers; returns whether none of them was gone. */
    private static boolean store(
            ImapSession session,
            boolean uid,
            StoreArguments asked,
            MsnRanges messages,
            List<Long> modified)
            throws IOException {
        if (!asked.silent()) {
            modified.addAll(store(session, messages, asked.change()).modified());
            return new FetchWriter(session, items(session, uid)).write(messages);
        }
        Selected selected = session.selected();
        KnownFlags known = new KnownFlags(selected, messages);
        FlagChange.Outcome outcome = store(session, messages, asked.change());
        new SilentAnswer(session, uid).write(asked.change(), outcome, messages, known);
        modified.addAll(outcome.modified());
        return uid || !selected.view().anyGone(messages);
    }

    private static FlagChange.Outcome store(
            ImapSession session, MsnRanges messages, FlagChange change) {
        Selected selected = session.selected();
        FlagChange.Outcome outcome =
                session.services()
                        .store()
                        .changeFlags(
                                session.accountId(),
                                selected.mailbox().id(),
                                selected.uids(messages),
                                change);
        MailboxIndex index = selected.view().index();
        index.applyFlags(outcome);
        selected.view().toldAlready(outcome.modseq());
        return outcome;
    }

    private static FetchItems items(ImapSession session, boolean uid) {
        List<FetchItem> items = new ArrayList<>();
        if (uid || session.enabled(Extension.QRESYNC)) {
            items.add(Plain.UID);
        }
        items.add(Plain.FLAGS);
        if (session.enabled(Extension.CONDSTORE)) {
            items.add(Plain.MODSEQ);
        }
        return new FetchItems(items);
    }

    private static Reply reply(
            MailboxView view, CommandLine command, List<Long> modified, boolean complete) {
        boolean ok = complete || command.uid();
        String text = ok ? command.name() + " completed" : "Some of the messages were expunged";
        if (!modified.isEmpty()) {
            // By number or by UID, as the client named them.
            List<Long> named =
                    command.uid()
                            ? modified
                            : modified.stream().map(uid -> (long) view.msn(uid)).toList();
            String code = "MODIFIED " + UidSet.format(named);
            return ok ? Reply.ok(code, text) : Reply.no(code, text);
        }
        return ok ? Reply.ok(text) : Reply.no("EXPUNGEISSUED", text);
    }
}
