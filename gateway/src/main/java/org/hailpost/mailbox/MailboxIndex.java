package org.hailpost.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One mailbox in memory, shared by all its sessions on this node: uid, message id, flags and modseq
 * as parallel arrays in UID order. SELECT and FETCH FLAGS are answered from here.
 *
 * <p>How it stays right. Everything that comes in — a {@link MailboxDelta} of the feed, of a
 * re-read, or the outcome of a session's own STORE — is applied by rules that make order and
 * repetition harmless: a row replaces the known one only if its modseq is higher; a row is new only
 * if its UID is not below {@code uidNext} (UIDs ascend in commit order, so a lower UID that is not
 * here is expunged); removing what is not here does nothing. What the rules cannot mend is a delta
 * that skips others, so {@link AccountIndexes} applies deltas only in an unbroken row and re-reads
 * from {@code highestModseq} otherwise.
 *
 * <p>How sessions share it. A {@link MailboxView} numbers messages by a UID array and a count.
 * While nothing is expunged that array is this index's own: appending writes behind every view's
 * count. An expunge makes a new UID array and leaves the old one to the views that have not told
 * their client yet; the other columns are read only under the lock and are changed in place. So an
 * idle session costs a few words, and a stale one at most its UID array.
 *
 * <p>A ring holds the UIDs of the last {@value #LOG_SIZE} flag changes, so that a session which
 * looks often enough finds what changed without a walk over the mailbox.
 *
 * <p>Thread-safe. The lock is never held across I/O, and listeners are called without it.
 */
public final class MailboxIndex {
    static final int LOG_SIZE = 256;

    private final MailboxStore store;
    private final long accountId;
    private final long mailboxId;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @GuardedBy("lock")
    private boolean loaded;

    /** A delta came while the snapshot was being read: it may or may not be in it. */
    @GuardedBy("lock")
    private boolean behind;

    @GuardedBy("lock")
    private final IndexColumns rows = new IndexColumns();

    @GuardedBy("lock")
    private List<String> keywords = List.of();

    @GuardedBy("lock")
    private long highestModseq = 1;

    @GuardedBy("lock")
    private final long[] log = new long[LOG_SIZE];

    @GuardedBy("lock")
    private long flagChanges;

    @GuardedBy("lock")
    private long expunges;

    /** Up to this UID some session of this node has claimed {@code \Recent}. */
    @GuardedBy("lock")
    private long recentClaimed;

    /** The highest change of our own that is here before what came before it may be. */
    @GuardedBy("lock")
    private long appliedAhead;

    private volatile boolean mailboxGone;

    MailboxIndex(MailboxStore store, long accountId, long mailboxId) {
        this.store = store;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    public long accountId() {
        return accountId;
    }

    public long mailboxId() {
        return mailboxId;
    }

    /** Reads the whole mailbox; returns up to which change of the account. Blocks. */
    long load() {
        MailboxSnapshot snapshot = store.snapshot(accountId, mailboxId);
        boolean again;
        lock.lock();
        try {
            rows.load(snapshot);
            keywords = List.copyOf(snapshot.keywords());
            highestModseq = Math.max(1, snapshot.highestModseq());
            loaded = true;
            again = behind;
        } finally {
            lock.unlock();
        }
        if (again) {
            refresh();
        }
        return snapshot.accountSeq();
    }

    /**
     * Reads what changed since, on the caller's thread; after it the index holds every earlier
     * commit.
     */
    public void refresh() {
        long since;
        lock.lock();
        try {
            since = highestModseq;
        } finally {
            lock.unlock();
        }
        apply(store.changesSince(accountId, mailboxId, since));
    }

    /** Applies a delta that leaves none out before it. */
    void apply(MailboxDelta delta) {
        boolean changed;
        lock.lock();
        try {
            if (!loaded) {
                behind = true;
                return;
            }
            // Keyword bits never change their meaning: the longer list is the newer one.
            List<String> now = delta.keywords();
            boolean newKeywords = now != null && now.size() > keywords.size();
            if (now != null && newKeywords) {
                keywords = now;
            }
            boolean newRows = takeRows(delta.rows());
            boolean removed = remove(delta.expungedUids());
            changed = newKeywords || newRows || removed;
            rows.uidNext = Math.max(rows.uidNext, delta.uidNext());
            highestModseq = Math.max(highestModseq, delta.modseq());
        } finally {
            lock.unlock();
        }
        if (changed) {
            poke();
        }
    }

    /**
     * Applies what this node's own STORE did without waiting for the feed. {@code highestModseq}
     * stays: the feed's own delta, or a re-read, moves it. Blocks only if a message has a keyword,
     * its own or one that another gave it just before, whose name is not here yet.
     */
    public void applyFlags(FlagChange.Outcome outcome) {
        if (outcome.changed().stream().anyMatch(this::hasUnknownKeyword)) {
            refresh();
        }
        boolean changed;
        lock.lock();
        try {
            changed = takeRows(outcome.changed());
            appliedAhead = Math.max(appliedAhead, outcome.modseq());
        } finally {
            lock.unlock();
        }
        if (changed) {
            poke();
        }
    }

    private boolean hasUnknownKeyword(MailboxDelta.Row row) {
        return row.flags() >>> Flags.FIRST_KEYWORD_BIT >>> keywords().size() != 0;
    }

    /** Applies what this node's own EXPUNGE did without waiting for the feed. */
    public void applyExpunge(List<Long> expunged) {
        boolean changed;
        lock.lock();
        try {
            changed = remove(expunged);
        } finally {
            lock.unlock();
        }
        if (changed) {
            poke();
        }
    }

    /** Whether a change of this node is here, and others before it perhaps not yet. */
    public boolean ahead() {
        lock.lock();
        try {
            return appliedAhead > highestModseq;
        } finally {
            lock.unlock();
        }
    }

    /** The mailbox was removed: sessions that have it selected have to leave it. */
    void markGone() {
        mailboxGone = true;
        poke();
    }

    /** Whether the mailbox was removed since it was read. */
    public boolean gone() {
        return mailboxGone;
    }

    /** Whether rows below this UID are all here (as far as they are not expunged). */
    public boolean reaches(long uid) {
        lock.lock();
        try {
            return rows.uidNext > uid;
        } finally {
            lock.unlock();
        }
    }

    /** {@link MailboxStore#savedBetween} of this mailbox; asks the store. */
    public List<Long> savedBetween(LocalDate from, LocalDate before) {
        return store.savedBetween(accountId, mailboxId, from, before);
    }

    /** {@link MailboxStore#messagesOfThread} of this account; asks the store. */
    public Set<Long> messagesOfThread(long threadId) {
        return store.messagesOfThread(accountId, threadId);
    }

    public List<String> keywords() {
        lock.lock();
        try {
            return keywords;
        } finally {
            lock.unlock();
        }
    }

    public long uidNext() {
        lock.lock();
        try {
            return rows.uidNext;
        } finally {
            lock.unlock();
        }
    }

    public long highestModseq() {
        lock.lock();
        try {
            return highestModseq;
        } finally {
            lock.unlock();
        }
    }

    /** What a client wants to know of a mailbox that it has not selected. */
    public Figures figures() {
        lock.lock();
        try {
            long unseen = 0;
            for (int i = 0; i < rows.count; i++) {
                if (!Flags.isSet(rows.flags[i], Flags.SEEN)) {
                    unseen++;
                }
            }
            return new Figures(rows.count, unseen, rows.uidNext, highestModseq);
        } finally {
            lock.unlock();
        }
    }

    /** Figures of one moment. */
    public record Figures(long messages, long unseen, long uidNext, long highestModseq) {}

    int size() {
        lock.lock();
        try {
            return rows.count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the node's turn to claim {@code \Recent} for all messages known now; the one that gets
     * true asks the store, so that a hundred idle sessions do not.
     */
    public boolean mayClaimRecent() {
        lock.lock();
        try {
            if (recentClaimed >= rows.uidNext) {
                return false;
            }
            recentClaimed = rows.uidNext;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A session's own numbering, beginning with the present state. */
    public MailboxView view() {
        return view(Long.MAX_VALUE, new RowPage(0));
    }

    /** The same, with the rows whose MODSEQ is higher than this, as they are at that moment. */
    public MailboxView view(long modseq, RowPage newer) {
        MailboxView view = new MailboxView(this);
        lock.lock();
        try {
            adopt(view);
            view.modseqSeen = highestModseq;
            for (int at = 0; modseq < Long.MAX_VALUE && at < rows.count; at++) {
                if (rows.modseqs[at] > modseq) {
                    show(view, newer, at + 1, at);
                }
            }
        } finally {
            lock.unlock();
        }
        return view;
    }

    /** Has the watcher called after changes, on any thread; it must be quick and never block. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    private void poke() {
        for (Runnable watcher : watchers) {
            watcher.run();
        }
    }

    @GuardedBy("lock")
    private boolean takeRows(List<MailboxDelta.Row> taken) {
        boolean changed = false;
        for (MailboxDelta.Row row : taken) {
            if (row.uid() >= rows.uidNext) {
                rows.append(row);
                changed = true;
                continue;
            }
            int at = rows.find(row.uid());
            if (at >= 0 && rows.modseqs[at] < row.modseq()) {
                rows.flags[at] = row.flags();
                rows.modseqs[at] = row.modseq();
                log[(int) (flagChanges++ % LOG_SIZE)] = row.uid();
                changed = true;
            }
        }
        return changed;
    }

    @GuardedBy("lock")
    private boolean remove(List<Long> uids) {
        int removed = rows.remove(uids);
        expunges += removed;
        return removed > 0;
    }

    @GuardedBy("lock")
    private void adopt(MailboxView view) {
        view.uids = rows.uids;
        view.count = rows.count;
        view.expungesSeen = expunges;
        view.flagChangesSeen = flagChanges;
        view.uidNext = rows.uidNext;
        view.highestModseq = highestModseq;
    }

    /** Brings a view up to date; see {@link MailboxView#sync}. */
    ViewUpdate sync(MailboxView view, boolean mayExpunge) {
        lock.lock();
        try {
            int before = view.count;
            boolean stale = view.expungesSeen != expunges;
            int[] gone = {};
            long[] goneUids = {};
            if (stale && mayExpunge) {
                // From the last to the first, so that none shifts another.
                gone = rows.missing(view.uids, view.count);
                goneUids = new long[gone.length];
                for (int i = 0; i < gone.length; i++) {
                    goneUids[i] = view.uids[gone[i]];
                    gone[i]++;
                }
                stale = false;
            }
            // Rows changed are sought among the messages the client knows of: the others come with
            // EXISTS and are fetched anyway.
            long lastKnown = before == 0 ? 0 : view.uids[before - 1];
            int known = before - gone.length;
            long changesSeen = view.flagChangesSeen;
            if (stale) {
                appendTo(view, lastKnown);
            } else {
                adopt(view);
            }
            view.flagChangesSeen = flagChanges;
            RowPage changed = changedSince(view, changesSeen, lastKnown);
            view.modseqSeen = highestModseq;
            int exists = view.count > known ? view.count : -1;
            return new ViewUpdate(gone, goneUids, exists, changed);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a view that must keep its expunged rows a UID array of its own with the new ones
     * behind.
     */
    @GuardedBy("lock")
    private void appendTo(MailboxView view, long lastKnown) {
        int from = rows.find(lastKnown + 1);
        if (from < 0) {
            from = -from - 1;
        }
        if (from < rows.count) {
            long[] own = Arrays.copyOf(view.uids, view.count + rows.count - from);
            System.arraycopy(rows.uids, from, own, view.count, rows.count - from);
            view.uids = own;
            view.count = own.length;
        }
    }

    @GuardedBy("lock")
    private RowPage changedSince(MailboxView view, long changesSeen, long lastKnown) {
        RowPage page = new RowPage(0);
        long changes = flagChanges - changesSeen;
        if (changes > LOG_SIZE) {
            // Every row up to modseqSeen was here at the last sync; a row told twice does no harm.
            for (int at = 0; at < rows.count && rows.uids[at] <= lastKnown; at++) {
                if (rows.modseqs[at] > view.modseqSeen) {
                    addChanged(view, page, at);
                }
            }
        } else if (changes > 0) {
            long[] touched = new long[(int) changes];
            for (int i = 0; i < touched.length; i++) {
                touched[i] = log[(int) ((changesSeen + i) % LOG_SIZE)];
            }
            Arrays.sort(touched);
            long previous = 0;
            for (long uid : touched) {
                int at = rows.find(uid);
                if (uid != previous && at >= 0 && uid <= lastKnown) {
                    addChanged(view, page, at);
                }
                previous = uid;
            }
        }
        return page;
    }

    /** Rows whose flags changed since the view last looked. */
    RowPage pending(MailboxView view) {
        lock.lock();
        try {
            long lastKnown = view.count == 0 ? 0 : view.uids[view.count - 1];
            return changedSince(view, view.flagChangesSeen, lastKnown);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void addChanged(MailboxView view, RowPage page, int at) {
        if (!view.ownModseqs.contains(rows.modseqs[at])) {
            int msn = view.expungesSeen == expunges ? at + 1 : view.msn(rows.uids[at]);
            show(view, page, msn, at);
        }
    }

    @GuardedBy("lock")
    private void show(MailboxView view, RowPage page, int msn, int at) {
        page.add(msn, rows.uids[at], rows.messageIds[at], rows.flags[at], rows.modseqs[at]);
        view.shownModseq = Math.max(view.shownModseq, rows.modseqs[at]);
    }

    /** Copies rows the cursor names, up to the page's capacity. */
    void read(MailboxView view, MsnRanges.Cursor cursor, RowPage page) {
        page.clear();
        lock.lock();
        try {
            boolean shared = view.expungesSeen == expunges;
            while (cursor.hasNext() && page.size() + page.gone() < page.capacity()) {
                int msn = cursor.next();
                long uid = view.uids[msn - 1];
                int at = shared ? msn - 1 : rows.find(uid);
                if (at < 0) {
                    page.addGone();
                } else {
                    show(view, page, msn, at);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of these messages those whose MODSEQ is higher; the expunged ones are left out. */
    MsnRanges newerThan(MailboxView view, MsnRanges among, long modseq) {
        MsnRanges newer = new MsnRanges();
        lock.lock();
        try {
            boolean shared = view.expungesSeen == expunges;
            MsnRanges.Cursor cursor = among.cursor();
            while (cursor.hasNext()) {
                int msn = cursor.next();
                int at = shared ? msn - 1 : rows.find(view.uids[msn - 1]);
                if (at >= 0 && rows.modseqs[at] > modseq) {
                    newer.add(msn, msn);
                }
            }
        } finally {
            lock.unlock();
        }
        return newer;
    }

    /** UIDs of all messages that have a flag, ascending. */
    public List<Long> flagged(long flag) {
        List<Long> uids = new ArrayList<>();
        lock.lock();
        try {
            for (int i = 0; i < rows.count; i++) {
                if (Flags.isSet(rows.flags[i], flag)) {
                    uids.add(rows.uids[i]);
                }
            }
            return uids;
        } finally {
            lock.unlock();
        }
    }

    /** Sequence number of the first message without {@code \\Seen}; 0 if there is none. */
    int firstUnseen() {
        lock.lock();
        try {
            for (int i = 0; i < rows.count; i++) {
                if (!Flags.isSet(rows.flags[i], Flags.SEEN)) {
                    return i + 1;
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }
}
