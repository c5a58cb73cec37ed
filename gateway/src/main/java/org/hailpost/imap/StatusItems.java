package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxStatus;
import org.hailpost.mailbox.MailboxStore;

/**
 * The figures that STATUS (RFC 9051 §6.3.11) or a LIST with RETURN (STATUS …) (RFC 5819) asks for,
 * with SIZE (RFC 8438) and APPENDLIMIT (RFC 7889).
 */
record StatusItems(List<String> items) {
    static final StatusItems NONE = new StatusItems(List.of());

    private static final int MAX_ITEMS = 20;
    private static final Set<String> KNOWN =
            Set.of(
                    "MESSAGES",
                    "RECENT",
                    "UNSEEN",
                    "DELETED",
                    "UIDNEXT",
                    "UIDVALIDITY",
                    "HIGHESTMODSEQ",
                    "SIZE",
                    "APPENDLIMIT",
                    "MAILBOXID",
                    "DELETED-STORAGE");

    StatusItems {
        items = List.copyOf(items);
    }

    static StatusItems parse(Tokens tokens) throws ImapException {
        tokens.expect('(');
        List<String> items = new ArrayList<>();
        do {
            String item = tokens.keyword();
            if (!KNOWN.contains(item)) {
                throw ImapException.bad("Unknown STATUS item");
            }
            items.add(item);
        } while (items.size() < MAX_ITEMS && tokens.skipIf(' '));
        tokens.expect(')');
        return new StatusItems(items);
    }

    /**
     * Writes the STATUS response of a mailbox.
     *
     * @throws org.hailpost.mailbox.MailboxGoneException if it was removed meanwhile
     */
    void write(ImapSession session, Mailbox mailbox) throws IOException {
        MailboxStore store = session.services().store();
        MailboxStatus status = store.status(session.accountId(), mailbox.id());
        StringBuilder text = new StringBuilder();
        for (String item : items) {
            text.append(text.isEmpty() ? "" : " ").append(item).append(' ');
            switch (item) {
                case "MAILBOXID" -> // RFC 8474 §4.3
                        text.append('(').append(ObjectId.mailbox(mailbox)).append(')');
                case "SIZE" -> // RFC 8438
                        text.append(store.octets(session.accountId(), mailbox.id(), 0));
                case "DELETED-STORAGE" -> // RFC 9208 §4.1.4
                        text.append(store.octets(session.accountId(), mailbox.id(), Flags.DELETED));
                default -> text.append(figure(item, status, session.services().limits()));
            }
        }
        WireOutput out = session.out();
        out.ascii("* STATUS ").mailbox(mailbox.name());
        out.ascii(" (").ascii(text.toString()).ascii(")\r\n");
    }

    private static long figure(String item, MailboxStatus status, ImapLimits limits) {
        return switch (item) {
            case "MESSAGES" -> status.messages();
            case "RECENT" -> status.recent();
            case "UNSEEN" -> status.unseen();
            case "DELETED" -> status.deleted();
            case "UIDNEXT" -> status.uidNext();
            case "UIDVALIDITY" -> status.uidValidity();
            case "HIGHESTMODSEQ" -> status.highestModseq();
            case "APPENDLIMIT" -> limits.maxMessageBytes();
            default -> throw new IllegalArgumentException(item);
        };
    }
}
