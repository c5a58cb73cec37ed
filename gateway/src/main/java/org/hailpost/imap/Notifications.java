package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.Catalogue;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.mailbox.MailboxStore;
import org.jspecify.annotations.Nullable;

/**
 * What a session that has sent NOTIFY (RFC 5465) is told of mailboxes other than the selected one,
 * and of the account.
 *
 * <p>A change of the feed says where to look; what is told comes from the store, and only what is
 * different from what this session knows. So a hint that is lost, late or repeated does no harm,
 * and an idle session costs its list of mailboxes.
 *
 * <p>Owned by the session's thread; between its commands by its watch.
 */
final class Notifications {
    /** A mailbox as the client knows it. */
    private record Known(Mailbox mailbox, long uidNext, long modseq) {}

    private final NotifyRequest request;
    private final PendingChanges pending;
    private final ChangeFeed.@Nullable Subscription subscription;
    private Map<Long, Known> known = new HashMap<>();
    private Set<String> subscribed = Set.of();

    /**
     * Listens from now on.
     *
     * @param poke called when there is something to tell; must never block
     */
    Notifications(ImapSession session, NotifyRequest request, Runnable poke) {
        this.request = request;
        this.pending = new PendingChanges(poke);
        if (request.others()) {
            // Listen first, then look: what comes between is told either way.
            subscription = session.services().indexes().follow(session.accountId(), pending);
            boolean done = false;
            try {
                Catalogue catalogue = session.services().store().catalogue(session.accountId());
                catalogue.entries().forEach(entry -> learn(entry, entry.uidNext(), entry.modseq()));
                subscribed = catalogue.subscriptions();
                pending.read(catalogue.accountSeq());
                done = true;
            } finally {
                if (!done) {
                    end();
                }
            }
        } else {
            subscription = null;
        }
    }

    NotifyRequest request() {
        return request;
    }

    /** Listens no more. */
    void end() {
        if (subscription != null) {
            subscription.close();
        }
    }

    /** The figures of every mailbox whose messages are watched (§3.1). */
    void tellAll(ImapSession session) throws IOException {
        List<Known> all = new ArrayList<>(known.values());
        all.sort((one, other) -> one.mailbox.name().compareTo(other.mailbox.name()));
        for (Known one : all) {
            if (one.mailbox.selectable()
                    && !session.hasSelected(one.mailbox.id())
                    && wants(NotifyEvent.MESSAGE_NEW, one.mailbox)) {
                tellFigures(session, one.mailbox, 0);
            }
        }
    }

    /**
     * Tells what has changed since the last call.
     *
     * @return false if there is too much to tell, and the client has to ask anew (§5.8)
     */
    boolean tell(ImapSession session) throws IOException {
        if (!pending.any()) {
            return true;
        }
        PendingChanges.Batch batch = pending.take();
        if (batch.overflow || (batch.lost && wantsMetadata())) {
            return false;
        }
        boolean done = false;
        try {
            if (batch.missed || knowsNot(batch) || wantsCatalogue(batch)) {
                tellCatalogue(session, batch);
            }
            for (Map.Entry<Long, PendingChanges.Touched> touched : batch.mailboxes.entrySet()) {
                tellMessages(session, touched.getKey(), touched.getValue());
            }
            for (Map.Entry<Long, Set<String>> annotated : batch.annotated.entrySet()) {
                tellAnnotated(session.out(), annotated.getKey(), annotated.getValue());
            }
            done = true;
        } finally {
            if (!done) {
                pending.putBack(batch);
            }
        }
        return true;
    }

    private boolean wantsMetadata() {
        return request.wants(NotifyEvent.MAILBOX_METADATA_CHANGE)
                || request.wants(NotifyEvent.SERVER_METADATA_CHANGE);
    }

    /** Names matter for what a group covers, too, whether they are asked for or not. */
    private static boolean wantsCatalogue(PendingChanges.Batch batch) {
        return batch.names || batch.subscriptions;
    }

    private boolean knowsNot(PendingChanges.Batch batch) {
        return !known.keySet().containsAll(batch.mailboxes.keySet());
    }

    /** Reads names and subscriptions anew, and tells which are different. */
    private void tellCatalogue(ImapSession session, PendingChanges.Batch batch) throws IOException {
        MailboxStore store = session.services().store();
        Catalogue now = store.catalogue(session.accountId());
        Map<Long, Known> before = known;
        Set<String> subscribedBefore = subscribed;
        known = HashMap.newHashMap(now.entries().size());
        subscribed = now.subscriptions();
        for (Catalogue.Entry entry : now.entries()) {
            long id = entry.mailbox().id();
            Known old = before.get(id);
            // Of a new one everything is news.
            learn(entry, old == null ? 1 : old.uidNext, old == null ? 0 : old.modseq);
            if (batch.missed && (old == null || old.modseq < entry.modseq())) {
                batch.mailboxes.put(
                        id, new PendingChanges.Touched(entry.uidNext(), entry.modseq(), true));
            }
        }
        pending.read(now.accountSeq());
        List<Mailbox> mailboxes = now.entries().stream().map(Catalogue.Entry::mailbox).toList();
        MailboxTree tree =
                new MailboxTree(mailboxes, subscribed, session.disabled().allows("SPECIAL-USE"));
        Set<String> told = tellNames(session.out(), tree, before, subscribedBefore);
        Set<String> changed = new TreeSet<>(subscribedBefore);
        changed.addAll(subscribed);
        for (String name : changed) {
            boolean was = subscribedBefore.contains(name);
            if (was != subscribed.contains(name)
                    && !told.contains(name)
                    && request.wants(
                            NotifyEvent.SUBSCRIPTION_CHANGE, name, tree.role(name), true)) {
                ListResponse.write(session.out(), tree, name, "");
            }
        }
    }

    /** LIST for each mailbox that is new, has another name, or is gone (§5.4). */
    private Set<String> tellNames(
            WireOutput out, MailboxTree tree, Map<Long, Known> before, Set<String> subscribedBefore)
            throws IOException {
        Set<String> told = new HashSet<>();
        for (Known old : before.values()) {
            String name = old.mailbox.name();
            Known now = known.get(old.mailbox.id());
            if (now == null
                    && tree.mailbox(name).isEmpty()
                    && request.wants(
                            NotifyEvent.MAILBOX_NAME,
                            name,
                            old.mailbox.role(),
                            subscribedBefore.contains(name))) {
                ListResponse.write(out, tree, name, "");
                told.add(name);
            }
        }
        for (Known now : known.values()) {
            String name = now.mailbox.name();
            Known old = before.get(now.mailbox.id());
            String oldName = old == null ? "" : old.mailbox.name();
            boolean changed =
                    !oldName.equals(name)
                            || (old != null
                                    && old.mailbox.uidValidity() != now.mailbox.uidValidity());
            if (changed
                    && (wants(NotifyEvent.MAILBOX_NAME, now.mailbox)
                            || (old != null
                                    && request.wants(
                                            NotifyEvent.MAILBOX_NAME,
                                            oldName,
                                            old.mailbox.role(),
                                            subscribedBefore.contains(oldName))))) {
                ListResponse.write(out, tree, name, oldName.equals(name) ? "" : oldName);
                told.add(name);
            }
        }
        return told;
    }

    private void tellMessages(ImapSession session, long id, PendingChanges.Touched touched)
            throws IOException {
        Known old = known.get(id);
        if (old == null || session.hasSelected(id) || !old.mailbox.selectable()) {
            return;
        }
        known.put(
                id,
                new Known(
                        old.mailbox,
                        Math.max(old.uidNext, touched.uidNext()),
                        Math.max(old.modseq, touched.modseq())));
        boolean messages = touched.expunged() || touched.uidNext() > old.uidNext;
        if (wants(messages ? NotifyEvent.MESSAGE_NEW : NotifyEvent.FLAG_CHANGE, old.mailbox)) {
            tellFigures(session, old.mailbox, touched.modseq());
        }
    }

    /**
     * STATUS, as §5.1 to §5.3 want it.
     *
     * @param modseq what it has to hold at least; 0 if that does not matter
     */
    private void tellFigures(ImapSession session, Mailbox mailbox, long modseq) throws IOException {
        MailboxIndex.Figures figures;
        try {
            MailboxIndexes indexes = session.services().indexes();
            MailboxIndex index =
                    modseq == 0
                            ? indexes.acquire(mailbox.accountId(), mailbox.id())
                            : indexes.acquire(mailbox.accountId(), mailbox.id(), modseq);
            try {
                figures = index.figures();
            } finally {
                indexes.release(index);
            }
        } catch (MailboxGoneException e) {
            return; // Its own change tells.
        }
        WireOutput out = session.out();
        out.ascii("* STATUS ").mailbox(mailbox.name());
        out.ascii(" (MESSAGES ").number(figures.messages());
        out.ascii(" UIDNEXT ").number(figures.uidNext());
        out.ascii(" UIDVALIDITY ").number(mailbox.uidValidity());
        out.ascii(" UNSEEN ").number(figures.unseen());
        if (session.enabled(Extension.CONDSTORE) || wants(NotifyEvent.FLAG_CHANGE, mailbox)) {
            out.ascii(" HIGHESTMODSEQ ").number(figures.highestModseq());
        }
        out.ascii(")\r\n");
    }

    /** METADATA with the names of entries alone (RFC 5464 §4.4.2). */
    private void tellAnnotated(WireOutput out, long id, Set<String> entries) throws IOException {
        String name;
        if (id == Annotations.SERVER) {
            if (!request.wants(NotifyEvent.SERVER_METADATA_CHANGE)) {
                return;
            }
            name = "";
        } else {
            Known one = known.get(id);
            if (one == null || !wants(NotifyEvent.MAILBOX_METADATA_CHANGE, one.mailbox)) {
                return;
            }
            name = one.mailbox.name();
        }
        out.ascii("* METADATA ").mailbox(name);
        for (String entry : entries) {
            out.put(' ').string(entry);
        }
        out.crlf();
    }

    private boolean wants(NotifyEvent event, Mailbox mailbox) {
        return request.wants(
                event, mailbox.name(), mailbox.role(), subscribed.contains(mailbox.name()));
    }

    private void learn(Catalogue.Entry entry, long uidNext, long modseq) {
        known.put(entry.mailbox().id(), new Known(entry.mailbox(), uidNext, modseq));
    }
}
