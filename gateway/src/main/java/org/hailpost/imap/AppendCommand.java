package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.Receipt;

/**
 * APPEND (RFC 9051 §6.3.12) of one message or, all or none, of several (MULTIAPPEND, RFC 3502), as
 * literal, literal8 (RFC 3516) or UTF8 (RFC 6855). What can be checked is checked before the client
 * is told to send a message.
 */
final class AppendCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        AppendOptions options = AppendOptions.parse(tokens, session.services().clock());
        MessageLiterals literals =
                command.messages()
                        .orElseThrow(() -> ImapException.bad("The message must be a literal"));
        try (IncomingMessages incoming = new IncomingMessages(session)) {
            Literal literal = literals.literal();
            if (literal != null) {
                incoming.check(literal, options);
            }
            Mailbox mailbox = Mailboxes.target(session, name);
            while (literal != null) {
                OverQuota.check(session, incoming.octets() + literal.size());
                incoming.receive(literals, options, mailbox);
                Tokens rest = literals.next(session.wire());
                options.close(rest);
                literal = literals.literal();
                if (literal == null) {
                    rest.end();
                } else if (!session.disabled().allows("MULTIAPPEND")) {
                    throw ImapException.bad("One message at a time, MULTIAPPEND is disabled here");
                } else {
                    options = AppendOptions.parse(rest, session.services().clock());
                }
            }
            return store(session, incoming);
        }
    }

    private static Reply store(ImapSession session, IncomingMessages incoming)
            throws ImapException {
        List<Receipt> receipts;
        try {
            receipts = session.services().intake().storeAll(incoming.messages());
        } catch (MailboxGoneException e) {
            throw ImapException.no("TRYCREATE", "No such mailbox");
        }
        List<Receipt.Stored> stored =
                receipts.stream().map(receipt -> receipt.copies().getFirst()).toList();
        showIfSelected(session, stored);
        return Reply.ok(appendUid(session, stored), "APPEND completed");
    }

    /** RFC 4315 §3; the UIDs in the order of the messages. Empty without UIDPLUS. */
    static String appendUid(ImapSession session, List<Receipt.Stored> stored) {
        List<Long> uids = stored.stream().map(Receipt.Stored::uid).toList();
        return session.disabled()
                .code(
                        "UIDPLUS",
                        "APPENDUID " + stored.getFirst().uidValidity() + ' ' + UidSet.format(uids));
    }

    /** EXISTS comes before the OK even if the feed is not yet through. */
    static void showIfSelected(ImapSession session, List<Receipt.Stored> stored) {
        Receipt.Stored last = stored.getLast();
        if (session.hasSelected(last.mailboxId())) {
            session.selected().putByClient(stored.stream().map(Receipt.Stored::uid).toList());
            if (!session.selected().view().index().reaches(last.uid())) {
                session.selected().view().index().refresh();
            }
        }
    }
}
