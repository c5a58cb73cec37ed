package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MsnRanges;

/** STORE and UID STORE (RFC 9051 §6.4.6). */
final class StoreCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        FlagChange.Operation operation =
                tokens.skipIf('+')
                        ? FlagChange.Operation.ADD
                        : tokens.skipIf('-')
                                ? FlagChange.Operation.REMOVE
                                : FlagChange.Operation.REPLACE;
        String item = tokens.itemName();
        if (!item.equals("FLAGS") && !item.equals("FLAGS.SILENT")) {
            throw ImapException.bad("Unknown STORE item");
        }
        tokens.space();
        FlagNames.Named named = FlagNames.parse(tokens.flags());
        tokens.end();
        FlagChange change =
                new FlagChange(operation, named.flags(), named.keywords(), OptionalLong.empty());
        return store(session, command, set, change, item.equals("FLAGS.SILENT"));
    }

    private static Reply store(
            ImapSession session,
            CommandLine command,
            SequenceSet set,
            FlagChange change,
            boolean silent)
            throws IOException, ImapException {
        Selected selected = session.selected();
        MsnRanges messages = set.resolve(selected.view(), command.uid());
        if (selected.readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        FlagChange.Outcome outcome =
                session.services()
                        .store()
                        .changeFlags(
                                session.accountId(),
                                selected.mailbox().id(),
                                selected.uids(messages),
                                change);
        MailboxIndex index = selected.view().index();
        if (outcome.modseq() > 0 && !index.keywords().containsAll(change.keywords())) {
            index.refresh(); // A new keyword has its name before its first use.
        }
        index.applyFlags(outcome);
        selected.view().toldAlready(outcome.modseq());
        boolean complete = true;
        if (!silent) {
            List<FetchItem> items = new ArrayList<>(List.of(Plain.FLAGS));
            if (command.uid()) {
                items.addFirst(Plain.UID);
            }
            complete = new FetchWriter(session, new FetchItems(items)).write(messages);
        }
        return complete || command.uid()
                ? Reply.ok(command.name() + " completed")
                : Reply.no("EXPUNGEISSUED", "Some of the messages were expunged");
    }
}
