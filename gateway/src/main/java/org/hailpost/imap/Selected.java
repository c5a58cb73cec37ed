package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;
import org.hailpost.mailbox.ViewUpdate;

/** The mailbox a session has selected. Owned by the session's thread; in IDLE by its watch. */
final class Selected {
    /** Of its own messages kept for a client that is told nothing for long (NOTIFY NONE). */
    private static final int MOST_OWN = 10_000;

    private final Mailbox mailbox;
    private final boolean readOnly;
    private final MailboxView view;
    private final RecentMessages recent = new RecentMessages();
    private final FlagNames flagNames;
    private final Set<Long> own = new HashSet<>();
    private final SavedSearch saved = new SavedSearch();
    private final UnreadFlags unread = new UnreadFlags();
    private final DeferredFlags deferred;

    /** The message that was fetched whole last, alone. */
    private int lastWhole;

    Selected(Mailbox mailbox, boolean readOnly, MailboxView view, DeferredFlags deferred) {
        this.mailbox = mailbox;
        this.readOnly = readOnly;
        this.view = view;
        this.flagNames = new FlagNames(view.index().keywords());
        this.deferred = deferred;
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

    /** Flags that are set for the client, and not for others yet. */
    DeferredFlags deferred() {
        return deferred;
    }

    /** What {@code $} stands for. */
    SavedSearch saved() {
        return saved;
    }

    RecentMessages recent() {
        return recent;
    }

    /** What the client may not have read yet. */
    UnreadFlags unread() {
        return unread;
    }

    /** Whether a client that fetches one whole message goes up (1), down (-1) or about (0). */
    int stepTo(int msn) {
        int step = msn - lastWhole;
        lastWhole = msn;
        return step == 1 || step == -1 ? step : 0;
    }

    FlagNames flagNames() {
        return flagNames;
    }

    /**
     * Writes what has changed since the last call: FLAGS before what uses a new keyword, EXPUNGE,
     * EXISTS, then flags with their state of now, RECENT, and what NOTIFY wants of new messages.
     *
     * @throws ByeException if the mailbox was removed
     */
    void tell(ImapSession session, boolean mayExpunge, boolean withUid) throws IOException {
        try {
            if (view.index().gone()) {
                throw new ByeException("Mailbox was removed");
            }
            int before = view.count();
            ViewUpdate update = view.sync(mayExpunge);
            tell(session, update, withUid);
            if (update.exists() >= 0) {
                tellRecent(session);
                tellNew(session, before - update.expunged().length + 1, update.exists());
            }
            tellIfAhead(session);
            own.clear();
        } catch (MailboxGoneException e) {
            throw new ByeException("Mailbox was removed");
        }
    }

    /**
     * Says up to where the client knows all, if it saw a MODSEQ beyond that: it would go by that
     * one, and miss what came before (RFC 7162 §6). Due at the end of a command.
     */
    void tellIfAhead(ImapSession session) throws IOException {
        if (session.enabled(Extension.CONDSTORE) && view.shownAhead()) {
            tellHighestModseq(session.out());
        }
    }

    /**
     * Reads what came before a change of this node, if it is not here: at the end of a command a
     * client takes the highest MODSEQ it saw for the point up to which it knows all (RFC 7162 §6).
     */
    void catchUp() throws IOException {
        try {
            if (view.index().ahead()) {
                view.index().refresh();
            }
        } catch (MailboxGoneException e) {
            throw new ByeException("Mailbox was removed");
        }
    }

    private void tell(ImapSession session, ViewUpdate update, boolean withUid) throws IOException {
        WireOutput out = session.out();
        boolean qresync = session.enabled(Extension.QRESYNC);
        tellNewKeywords(out);
        tellExpunged(out, update, qresync);
        if (update.exists() >= 0) {
            out.ascii("* ").number(update.exists()).ascii(" EXISTS\r\n");
        }
        RowPage changed = wantsFlags(session) ? update.changed() : new RowPage(0);
        for (int row = 0; row < changed.size(); row++) {
            out.ascii("* ").number(changed.msn(row)).ascii(" FETCH (");
            if (withUid || qresync) { // RFC 7162 §3.2.4
                out.ascii("UID ").number(changed.uid(row)).put(' ');
            }
            out.ascii("FLAGS ").bytes(flags(changed, row));
            if (session.enabled(Extension.CONDSTORE)) {
                out.ascii(" MODSEQ (").number(changed.modseq(row)).put(')');
            }
            out.ascii(")\r\n");
            unread.told(changed.modseq(row));
        }
    }

    /** Behind EXISTS, which waits for nothing: RFC 3501 §7.3 has no order of the two. */
    private void tellRecent(ImapSession session) throws IOException {
        if (recent.isOff()) {
            return;
        }
        if (!readOnly && view.index().mayClaimRecent()) {
            session.out().flush(); // To claim is to ask the store.
            claim(session.services().store());
        }
        session.out().ascii("* ").number(recent.count(view)).ascii(" RECENT\r\n");
    }

    /** NOTIFY may leave out others' changes of flags (RFC 5465 §5.1). */
    private static boolean wantsFlags(ImapSession session) {
        Optional<NotifyRequest> request = session.notifyRequest();
        return request.isEmpty()
                || request.get()
                        .selected()
                        .filter(group -> group.events().contains(NotifyEvent.FLAG_CHANGE))
                        .isPresent();
    }

    /** What NOTIFY wants to have fetched of new messages, right after they are told (§5.2). */
    private void tellNew(ImapSession session, int from, int to) throws IOException {
        FetchItems items =
                session.notifyRequest()
                        .flatMap(NotifyRequest::selected)
                        .map(NotifyGroup::newMessage)
                        .orElse(null);
        if (items != null) {
            // In all that is not asked for by a FETCH (RFC 7162 §3.1, §3.2.4).
            if (session.enabled(Extension.CONDSTORE)) {
                items = items.with(FetchItem.Plain.MODSEQ);
            }
            if (session.enabled(Extension.QRESYNC)) {
                items = items.with(FetchItem.Plain.UID);
            }
            MsnRanges messages = new MsnRanges();
            for (int msn = from; msn <= to; msn++) {
                if (!own.contains(view.uid(msn))) {
                    messages.add(msn, msn);
                }
            }
            new FetchWriter(session, items).write(messages);
            unread.toldNew(view.uid(from));
        }
    }

    private static void tellExpunged(WireOutput out, ViewUpdate update, boolean qresync)
            throws IOException {
        if (!qresync) {
            for (int msn : update.expunged()) {
                out.ascii("* ").number(msn).ascii(" EXPUNGE\r\n");
            }
        } else if (update.expunged().length > 0) {
            List<Long> uids = new ArrayList<>(update.expungedUids().length);
            for (int i = update.expungedUids().length - 1; i >= 0; i--) {
                uids.add(update.expungedUids()[i]);
            }
            Vanished.now(out, uids);
        }
    }

    /** Up to where the client knows all. */
    void tellHighestModseq(WireOutput out) throws IOException {
        out.ascii("* OK [HIGHESTMODSEQ ").number(view.highestModseq()).ascii("] Highest\r\n");
    }

    /** The flags of a row as this session sees them. */
    byte[] flags(RowPage page, int row) {
        return flags(page.uid(row), page.flags(row));
    }

    byte[] flags(long uid, long flags) {
        return flagNames.render(flags, recent.contains(uid));
    }

    /** Makes what is new recent here, unless another session of ours has it already. */
    void claimRecent(MailboxStore store) {
        if (!recent.isOff() && view.index().mayClaimRecent()) {
            claim(store);
        }
    }

    private void claim(MailboxStore store) {
        long before = view.index().uidNext();
        recent.add(store.claimRecent(mailbox.accountId(), mailbox.id()), before);
    }

    /** Messages that the client put here itself: it knows what is in them (RFC 5465 §5.2). */
    void putByClient(List<Long> uids) {
        if (own.size() < MOST_OWN) { // Of the others it hears once more.
            own.addAll(uids);
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
