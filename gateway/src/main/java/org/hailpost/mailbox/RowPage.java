package org.hailpost.mailbox;

import java.util.Arrays;

/**
 * Rows of a mailbox as one session numbers them, copied out of the index: parallel arrays, reused
 * page after page. Owned by one thread.
 */
public final class RowPage {
    public static final int DEFAULT_CAPACITY = 512;

    private int[] msns;
    private long[] uids;
    private long[] messageIds;
    private long[] flags;
    private long[] modseqs;
    private int size;
    private int gone;

    public RowPage(int capacity) {
        msns = new int[capacity];
        uids = new long[capacity];
        messageIds = new long[capacity];
        flags = new long[capacity];
        modseqs = new long[capacity];
    }

    public int size() {
        return size;
    }

    /** How many of the asked rows were expunged, though the session still numbers them. */
    public int gone() {
        return gone;
    }

    public int capacity() {
        return msns.length;
    }

    public int msn(int row) {
        return msns[row];
    }

    public long uid(int row) {
        return uids[row];
    }

    public long messageId(int row) {
        return messageIds[row];
    }

    public long flags(int row) {
        return flags[row];
    }

    public long modseq(int row) {
        return modseqs[row];
    }

    /** Notes that a row changed after it was copied. */
    public void replace(int row, long newFlags, long newModseq) {
        flags[row] = newFlags;
        modseqs[row] = newModseq;
    }

    /** The row with this UID; negative if there is none. */
    public int find(long uid) {
        return Arrays.binarySearch(uids, 0, size, uid);
    }

    void clear() {
        size = 0;
        gone = 0;
    }

    void addGone() {
        gone++;
    }

    void add(int msn, long uid, long messageId, long flagBits, long modseq) {
        if (size == msns.length) {
            int capacity = Math.max(16, 2 * size);
            msns = Arrays.copyOf(msns, capacity);
            uids = Arrays.copyOf(uids, capacity);
            messageIds = Arrays.copyOf(messageIds, capacity);
            flags = Arrays.copyOf(flags, capacity);
            modseqs = Arrays.copyOf(modseqs, capacity);
        }
        msns[size] = msn;
        uids[size] = uid;
        messageIds[size] = messageId;
        flags[size] = flagBits;
        modseqs[size] = modseq;
        size++;
    }
}
