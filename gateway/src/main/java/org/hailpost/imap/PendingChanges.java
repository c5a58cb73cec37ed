package org.hailpost.imap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.MailboxDelta;

/**
 * Changes of an account that a client has asked for and was not told of yet. The feed's thread puts
 * in, the session's takes out. Bounded: many changes of one mailbox are one entry here, and where
 * there are too many entries only that is kept: that there were too many.
 */
final class PendingChanges implements ChangeFeed.Listener {
    private static final int MAX_MAILBOXES = 10_000;
    private static final int MAX_ENTRIES = 1000;

    /** What happened in one mailbox. */
    record Touched(long uidNext, long modseq, boolean expunged) {
        Touched with(MailboxDelta delta) {
            return new Touched(
                    Math.max(uidNext, delta.uidNext()),
                    Math.max(modseq, delta.modseq()),
                    expunged || !delta.expungedUids().isEmpty());
        }
    }

    /** What happened since the last time; belongs to whoever took it. */
    static final class Batch {
        final Map<Long, Touched> mailboxes = new LinkedHashMap<>();
        final Map<Long, Set<String>> annotated = new HashMap<>();
        boolean names;
        boolean subscriptions;

        /** Not all of it is here: the store knows what is. */
        boolean missed;

        /** Changes of annotations may be among what is missing; no reading finds them. */
        boolean lost;

        /** More than is kept. */
        boolean overflow;
    }

    private final Runnable poke;
    private final ReentrantLock lock = new ReentrantLock();

    /** All changes up to this were heard, or are in what the session has read; -1 at first. */
    @GuardedBy("lock")
    private long known = -1;

    /** The first change that was heard before anything was read. */
    @GuardedBy("lock")
    private long first;

    @GuardedBy("lock")
    private Batch batch = new Batch();

    @GuardedBy("lock")
    private boolean any;

    @GuardedBy("lock")
    private int entries;

    /**
     * @param poke called when there is something new; must never block
     */
    PendingChanges(Runnable poke) {
        this.poke = poke;
    }

    @Override
    public void changed(Change change) {
        lock.lock();
        try {
            for (Change.Note note : change.notes()) {
                if (note instanceof Change.Annotated annotated) {
                    add(annotated); // Also of a change that comes late: no reading tells of them.
                }
            }
            if (change.seq() > known) {
                first = first == 0 ? change.seq() : first;
                batch.missed |= known >= 0 && change.seq() != known + 1;
                known = change.seq();
                change.mailboxes().forEach(this::add);
                batch.names |= change.notes().contains(new Change.NamesChanged());
                batch.subscriptions |= change.notes().contains(new Change.SubscriptionsChanged());
            }
            if (batch.mailboxes.size() > MAX_MAILBOXES || entries > MAX_ENTRIES) {
                batch.overflow = true;
                batch.mailboxes.clear();
                batch.annotated.clear();
            }
            any = true;
        } finally {
            lock.unlock();
        }
        poke.run();
    }

    @Override
    public void missed(long head) {
        lock.lock();
        try {
            // One that has read nothing yet will read all there is.
            if (head <= known || known < 0) {
                return;
            }
            batch.missed = true;
            batch.lost = true;
            any = true;
        } finally {
            lock.unlock();
        }
        poke.run();
    }

    /** The session has read all up to a change; what is newer comes after it. */
    void read(long seq) {
        lock.lock();
        try {
            if (known < 0 || first > seq + 1) {
                batch.missed |= first > seq + 1;
                any |= batch.missed;
            }
            first = 0;
            known = Math.max(known, seq);
        } finally {
            lock.unlock();
        }
    }

    /** What was taken could not be told: the next time the store is asked for all of it. */
    void putBack(Batch taken) {
        lock.lock();
        try {
            any = true;
            batch.missed = true;
            batch.names |= taken.names;
            batch.subscriptions |= taken.subscriptions;
            batch.lost |= taken.lost || !taken.annotated.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is something to take. */
    boolean any() {
        lock.lock();
        try {
            return any;
        } finally {
            lock.unlock();
        }
    }

    Batch take() {
        lock.lock();
        try {
            Batch taken = batch;
            batch = new Batch();
            entries = 0;
            any = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void add(Change.Annotated note) {
        Set<String> names =
                batch.annotated.computeIfAbsent(note.mailboxId(), _ -> new LinkedHashSet<>());
        for (String entry : note.entries()) {
            if (names.add(entry)) {
                entries++;
            }
        }
    }

    @GuardedBy("lock")
    private void add(MailboxDelta delta) {
        batch.mailboxes.merge(
                delta.mailboxId(),
                new Touched(0, 0, false).with(delta),
                (before, _) -> before.with(delta));
    }
}
