package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxStatus;

/** STATUS (RFC 9051 §6.3.11), with SIZE (RFC 8438) and APPENDLIMIT (RFC 7889). */
final class StatusCommand implements Command {
    private static final int MAX_ITEMS = 20;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.space();
        tokens.expect('(');
        List<String> items = new ArrayList<>();
        do {
            items.add(tokens.keyword());
        } while (items.size() < MAX_ITEMS && tokens.skipIf(' '));
        tokens.expect(')');
        tokens.end();
        Mailbox mailbox = Mailboxes.selectable(session, name);
        if (items.contains("HIGHESTMODSEQ")) {
            session.enable(Extension.CONDSTORE);
        }
        MailboxStatus status = session.services().store().status(session.accountId(), mailbox.id());
        StringBuilder text = new StringBuilder();
        for (String item : items) {
            text.append(text.isEmpty() ? "" : " ").append(item).append(' ');
            if (item.equals("MAILBOXID")) {
                text.append('(').append(ObjectId.mailbox(mailbox)).append(')'); // RFC 8474 §4.3
            } else if (item.equals("DELETED-STORAGE")) { // RFC 9208 §4.1.4
                text.append(
                        session.services()
                                .store()
                                .quotas()
                                .deletedOctets(session.accountId(), mailbox.id()));
            } else {
                text.append(figure(item, status, session.services().limits()));
            }
        }
        WireOutput out = session.out();
        out.ascii("* STATUS ").mailbox(mailbox.name());
        out.ascii(" (").ascii(text.toString()).ascii(")\r\n");
        return Reply.ok("STATUS completed");
    }

    private static long figure(String item, MailboxStatus status, ImapLimits limits)
            throws ImapException {
        return switch (item) {
            case "MESSAGES" -> status.messages();
            case "RECENT" -> status.recent();
            case "UNSEEN" -> status.unseen();
            case "DELETED" -> status.deleted();
            case "UIDNEXT" -> status.uidNext();
            case "UIDVALIDITY" -> status.uidValidity();
            case "HIGHESTMODSEQ" -> status.highestModseq();
            case "SIZE" -> status.size();
            case "APPENDLIMIT" -> limits.maxMessageBytes();
            default -> throw ImapException.bad("Unknown STATUS item");
        };
    }
}
