package org.hailpost.imap;

import java.util.Arrays;
import org.hailpost.mailbox.RowPage;

/** The messages a search found, in mailbox order. Owned by one thread. */
final class Found {
    /** A message, and what it takes to grow and to be put in order. */
    static final int OCTETS = 64;

    private int[] msns = new int[16];
    private long[] uids = new long[16];
    private long[] messageIds = new long[16];
    private long[] modseqs = new long[16];
    private int size;

    void add(RowPage page, int row) {
        if (size == msns.length) {
            msns = Arrays.copyOf(msns, 2 * size);
            uids = Arrays.copyOf(uids, 2 * size);
            messageIds = Arrays.copyOf(messageIds, 2 * size);
            modseqs = Arrays.copyOf(modseqs, 2 * size);
        }
        msns[size] = page.msn(row);
        uids[size] = page.uid(row);
        messageIds[size] = page.messageId(row);
        modseqs[size++] = page.modseq(row);
    }

    int size() {
        return size;
    }

    int msn(int at) {
        return msns[at];
    }

    long messageId(int at) {
        return messageIds[at];
    }

    long modseq(int at) {
        return modseqs[at];
    }

    /** How the command names the message: by UID or by sequence number. */
    long number(int at, boolean uid) {
        return uid ? uids[at] : msns[at];
    }

    /** The places of all of them, in mailbox order. */
    int[] order() {
        int[] order = new int[size];
        Arrays.setAll(order, at -> at);
        return order;
    }

    /** The highest MODSEQ among these; 0 if there are none. */
    long highestModseq(int[] places) {
        return Arrays.stream(places).mapToLong(at -> modseqs[at]).max().orElse(0);
    }
}
