package org.hailpost.imap;

/**
 * Flags that a client was told of and may have read only after it sent the command now in progress:
 * what NOTIFY tells between two commands crosses the next one on the wire, and commands sent
 * together are sent before the first is answered. Owned by the session's thread; between its
 * commands by its watch.
 */
final class UnreadFlags {
    private long fromModseq = Long.MAX_VALUE;
    private long fromUid = Long.MAX_VALUE;

    /** Flags of this MODSEQ were told. */
    void told(long modseq) {
        fromModseq = Math.min(fromModseq, modseq);
    }

    /** Flags of new messages were told, from this UID on. */
    void toldNew(long uid) {
        fromUid = Math.min(fromUid, uid);
    }

    /** All that the client had sent is answered: who waits for that has read all before it. */
    void read() {
        fromModseq = Long.MAX_VALUE;
        fromUid = Long.MAX_VALUE;
    }

    /** Whether these flags of a message may be among them; true of some that are not, too. */
    boolean mayHold(long uid, long modseq) {
        return modseq >= fromModseq || uid >= fromUid;
    }
}
