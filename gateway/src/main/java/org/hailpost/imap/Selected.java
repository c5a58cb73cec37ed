package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;
import org.hailpost.mailbox.ViewUpdate;

/** The mailbox a session has selected. Owned by the session's thread; in IDLE by its watch. */
final class Selected {
    private final Mailbox mailbox;
    private final boolean readOnly;
    private final MailboxView view;
    private final RecentMessages recent = new RecentMessages();
    private final FlagNames flagNames;

    Selected(Mailbox mailbox, boolean readOnly, MailboxView view) {
        this.mailbox = mailbox;
        this.readOnly = readOnly;
        this.view = view;
        this.flagNames = new FlagNames(view.index().keywords());
    }

    Mailbox mailbox() {
        return mailbox;
    }

    boolean readOnly() {
        return readOnly;
    }

    MailboxView view() {
        return view;
    }

    RecentMessages recent() {
        return recent;
    }

    FlagNames flagNames() {
        return flagNames;
    }

    /**
     * Writes what has changed since the last call: FLAGS before what uses a new keyword, EXPUNGE,
     * EXISTS, RECENT, then flags with their state of now.
     */
    void tell(WireOutput out, MailboxStore store, boolean mayExpunge, boolean withUid)
            throws IOException {
        ViewUpdate update = view.sync(mayExpunge);
        tellNewKeywords(out);
        for (int msn : update.expunged()) {
            out.ascii("* ").number(msn).ascii(" EXPUNGE\r\n");
        }
        if (update.exists() >= 0) {
            if (!readOnly) {
                claimRecent(store);
            }
            out.ascii("* ").number(update.exists()).ascii(" EXISTS\r\n");
            out.ascii("* ").number(recent.count(view)).ascii(" RECENT\r\n");
        }
        RowPage changed = update.changed();
        for (int row = 0; row < changed.size(); row++) {
            out.ascii("* ").number(changed.msn(row)).ascii(" FETCH (");
            if (withUid) {
                out.ascii("UID ").number(changed.uid(row)).put(' ');
            }
            out.ascii("FLAGS ").bytes(flags(changed, row)).ascii(")\r\n");
        }
    }

    /** The flags of a row as this session sees them. */
    byte[] flags(RowPage page, int row) {
        return flagNames.render(page.flags(row), recent.contains(page.uid(row)));
    }

    /** Makes what is new recent here, unless another session of ours has it already. */
    void claimRecent(MailboxStore store) {
        long before = view.index().uidNext();
        if (view.index().mayClaimRecent()) {
            recent.add(store.claimRecent(mailbox.accountId(), mailbox.id()), before);
        }
    }

    /** Announces keywords that are new, before a response that may use them. */
    void tellNewKeywords(WireOutput out) throws IOException {
        List<String> keywords = view.index().keywords();
        if (flagNames.count() != keywords.size()) {
            tellFlags(out, keywords);
        }
    }

    /** The UIDs of messages, those included that are gone since. */
    List<Long> uids(MsnRanges messages) {
        List<Long> uids = new ArrayList<>(messages.count());
        MsnRanges.Cursor cursor = messages.cursor();
        while (cursor.hasNext()) {
            uids.add(view.uid(cursor.next()));
        }
        return uids;
    }

    /** FLAGS and PERMANENTFLAGS, due before a new keyword is used (RFC 9051 §7.3.5). */
    private void tellFlags(WireOutput out, List<String> keywords) throws IOException {
        flagNames.keywords(keywords);
        writeFlags(out);
    }

    void writeFlags(WireOutput out) throws IOException {
        out.ascii("* FLAGS ").ascii(flagNames.all()).crlf();
        out.ascii("* OK [PERMANENTFLAGS ")
                .ascii(readOnly ? "()" : flagNames.permanent())
                .ascii("] Flags permitted\r\n");
    }
}
