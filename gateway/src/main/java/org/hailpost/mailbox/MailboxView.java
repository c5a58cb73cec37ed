package org.hailpost.mailbox;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * One session's numbering of a mailbox (RFC 9051 §2.3.1.2): which UID each sequence number means,
 * frozen between the calls of {@link #sync}. Owned by the session's thread; only the index reads
 * its fields beside it, from that same thread.
 */
public final class MailboxView {
    /** Of changes kept for a client that is told nothing for long (NOTIFY NONE). */
    private static final int MOST_OWN = 10_000;

    private final MailboxIndex index;

    /** Ascending; shared with the index as long as nothing is expunged, so never written. */
    long[] uids = {};

    int count;
    long expungesSeen;
    long flagChangesSeen;
    long modseqSeen;
    long uidNext;
    long highestModseq;

    /** The highest MODSEQ of all rows that were read by this numbering. */
    long shownModseq;

    /** Changes of this session that its client knows of already. */
    final Set<Long> ownModseqs = new HashSet<>();

    MailboxView(MailboxIndex index) {
        this.index = index;
    }

    public MailboxIndex index() {
        return index;
    }

    /** How many messages the client has been told of. */
    public int count() {
        return count;
    }

    /** What UIDNEXT was when this view last held all there is. */
    public long uidNext() {
        return uidNext;
    }

    /**
     * HIGHESTMODSEQ of the last state that the client knows wholly, expunges included: who resumes
     * from here misses nothing (RFC 7162 §6).
     */
    public long highestModseq() {
        return highestModseq;
    }

    /**
     * Whether the client may have been shown a MODSEQ beyond {@link #highestModseq}: of a change of
     * this node that is ahead of what came before it, or while expunges are held back. A client
     * goes by the highest that it saw, so it has to be told where it stands.
     */
    public boolean shownAhead() {
        return shownModseq > highestModseq;
    }

    /** The UID of a sequence number from 1 to {@link #count}. */
    public long uid(int msn) {
        if (msn < 1 || msn > count) {
            throw new IndexOutOfBoundsException(msn);
        }
        return uids[msn - 1];
    }

    /** The sequence number of a UID; negative if the client knows none. */
    public int msn(long uid) {
        int at = Arrays.binarySearch(uids, 0, count, uid);
        return at < 0 ? -1 : at + 1;
    }

    /** Adds the known messages with UIDs of a closed range; ranges must come in ascending order. */
    public void addUidRange(MsnRanges ranges, long from, long to) {
        ranges.add(lowerBound(from) + 1, lowerBound(to + 1));
    }

    private int lowerBound(long uid) {
        int at = Arrays.binarySearch(uids, 0, count, uid);
        return at < 0 ? -at - 1 : at;
    }

    /** Copies the next rows the cursor names into the page, with their present flags. */
    public void read(MsnRanges.Cursor cursor, RowPage page) {
        index.read(this, cursor, page);
    }

    /** Messages whose flags changed, of which the client was not told yet. */
    public RowPage pending() {
        return index.pending(this);
    }

    /** Whether some of these messages are expunged, though the client does not know yet. */
    public boolean anyGone(MsnRanges messages) {
        RowPage page = new RowPage(RowPage.DEFAULT_CAPACITY);
        MsnRanges.Cursor cursor = messages.cursor();
        while (cursor.hasNext()) {
            read(cursor, page);
            if (page.gone() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Of these messages those whose MODSEQ is higher (CHANGEDSINCE). */
    public MsnRanges newerThan(MsnRanges messages, long modseq) {
        return index.newerThan(this, messages, modseq);
    }

    /** Sequence number of the first unseen message; right only before the first sync. */
    public int firstUnseen() {
        return index.firstUnseen();
    }

    /** Notes that the client needs not be told of a change: it made it, and got its answer. */
    public void toldAlready(long modseq) {
        if (ownModseqs.size() < MOST_OWN) { // Of the others it hears once more.
            ownModseqs.add(modseq);
        }
        shownModseq = Math.max(shownModseq, modseq);
    }

    /**
     * What the client has to be told, after which it knows. Without {@code mayExpunge} expunged
     * messages keep their numbers until a later call (RFC 9051 §7.5.1).
     */
    public ViewUpdate sync(boolean mayExpunge) {
        ViewUpdate update = index.sync(this, mayExpunge);
        ownModseqs.clear();
        return update;
    }
}
