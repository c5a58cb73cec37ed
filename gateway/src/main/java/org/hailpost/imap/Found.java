package org.hailpost.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hailpost.mailbox.RowPage;

/**
 * The messages a search found, in mailbox order, and their share of the heap until it is closed.
 * Owned by one thread.
 */
final class Found implements AutoCloseable {
    /** A message, and what it takes to grow and to be put in order. */
    private static final long OCTETS = 64;

    private final HeapBudget heap;
    private final List<HeapBudget.Share> shares = new ArrayList<>();
    private int[] msns = new int[16];
    private long[] uids = new long[16];
    private long[] messageIds = new long[16];
    private long[] modseqs = new long[16];
    private int size;

    Found(HeapBudget heap) {
        this.heap = heap;
    }

    /**
     * @throws ImapException NO if there is no room for so many
     */
    void add(RowPage page, int row) throws ImapException {
        if (size == msns.length) {
            shares.add(heap.take(size * OCTETS));
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

    @Override
    public void close() {
        shares.forEach(HeapBudget.Share::close);
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
