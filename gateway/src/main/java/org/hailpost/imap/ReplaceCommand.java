package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.MessageGoneException;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.Receipt;

/**
 * REPLACE and UID REPLACE (RFC 8508): a message takes the place of another, in one transaction, so
 * that a draft is never there twice, and never lost.
 */
final class ReplaceCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        String name = MailboxName.parse(tokens);
        AppendOptions options = AppendOptions.parse(tokens, session.services().clock());
        MessageLiterals literals =
                command.messages()
                        .orElseThrow(() -> ImapException.bad("The message must be a literal"));
        if (!set.single()) {
            throw ImapException.bad("One message is replaced at a time");
        }
        Selected selected = session.selected();
        MsnRanges messages = set.resolve(selected, command.uid());
        if (selected.readOnly()) {
            throw ImapException.no("Mailbox is read-only");
        }
        if (messages.count() == 0) {
            throw ImapException.no("NONEXISTENT", "No such message");
        }
        long uid = selected.uids(messages).getFirst();
        try (IncomingMessages incoming = new IncomingMessages(session)) {
            Literal literal = literals.literal();
            if (literal != null) {
                incoming.check(literal, options);
            }
            Mailbox target = Mailboxes.target(session, name);
            incoming.receive(literals, options, target);
            Tokens rest = literals.next(session.wire());
            options.close(rest);
            rest.end();
            if (literals.literal() != null) {
                throw ImapException.bad("One message at a time"); // RFC 8508 §4.7
            }
            replace(session, incoming, uid);
        }
        return ExpungeReply.of(session, command, List.of(uid));
    }

    private static void replace(ImapSession session, IncomingMessages incoming, long uid)
            throws IOException, ImapException {
        Selected selected = session.selected();
        MessageFiling.Replaced replaced =
                new MessageFiling.Replaced(session.accountId(), selected.mailbox().id(), uid);
        Receipt receipt;
        try {
            receipt = session.services().intake().replace(incoming.messages().getFirst(), replaced);
        } catch (MessageGoneException e) {
            throw ImapException.no("EXPUNGEISSUED", "The message was expunged");
        } catch (MailboxGoneException e) {
            throw ImapException.no("TRYCREATE", "No such mailbox");
        }
        // Before the EXPUNGE, and therefore not in the tagged line (RFC 8508 §4.3).
        session.out()
                .untaggedOk(
                        AppendCommand.appendUid(session, receipt.copies()),
                        "Replacement is stored");
        AppendCommand.showIfSelected(session, receipt.copies());
    }
}
