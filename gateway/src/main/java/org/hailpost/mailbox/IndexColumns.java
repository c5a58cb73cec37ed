package org.hailpost.mailbox;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of a {@link MailboxIndex} as parallel arrays in UID order; under its lock. {@code uids}
 * up to {@code count} is never written again, for views share it.
 */
final class IndexColumns {
    long[] uids = {};
    long[] messageIds = {};
    long[] flags = {};
    long[] modseqs = {};
    int count;
    long uidNext = 1;

    void load(MailboxSnapshot snapshot) {
        uids = snapshot.uids();
        messageIds = snapshot.messageIds();
        flags = snapshot.flags();
        modseqs = snapshot.modseqs();
        count = uids.length;
        uidNext = snapshot.uidNext();
    }

    /** Where the UID is, or would be, as {@link Arrays#binarySearch(long[], long)} says it. */
    int find(long uid) {
        return Arrays.binarySearch(uids, 0, count, uid);
    }

    void append(MailboxDelta.Row row) {
        if (count == uids.length) {
            int capacity = Math.max(8, count + (count >> 2));
            uids = Arrays.copyOf(uids, capacity);
            messageIds = Arrays.copyOf(messageIds, capacity);
            flags = Arrays.copyOf(flags, capacity);
            modseqs = Arrays.copyOf(modseqs, capacity);
        }
        uids[count] = row.uid();
        messageIds[count] = row.messageId();
        flags[count] = row.flags();
        modseqs[count] = row.modseq();
        count++;
        uidNext = row.uid() + 1;
    }

    /** Removes those of the UIDs that are here; returns how many. */
    int remove(List<Long> expunged) {
        long[] kept = {};
        int removed = 0;
        int to = 0;
        int from = 0;
        for (long uid : expunged.stream().sorted().toList()) {
            int at = find(uid);
            if (at < from) {
                continue;
            }
            if (removed++ == 0) {
                kept = new long[uids.length];
            }
            to = keep(kept, from, at, to);
            from = at + 1;
        }
        if (removed > 0) {
            count = keep(kept, from, count, to);
            uids = kept;
        }
        return removed;
    }

    /** Places in {@code known} whose UIDs are not here, from the last to the first. */
    int[] missing(long[] known, int knownCount) {
        int[] missing = new int[16];
        int found = 0;
        int at = count - 1;
        for (int i = knownCount - 1; i >= 0; i--) {
            while (at >= 0 && uids[at] > known[i]) {
                at--;
            }
            if (at < 0 || uids[at] != known[i]) {
                if (found == missing.length) {
                    missing = Arrays.copyOf(missing, 2 * found);
                }
                missing[found++] = i;
            }
        }
        return Arrays.copyOf(missing, found);
    }

    /** Moves rows [from, end) to {@code to}: UIDs into the new array, the rest in place. */
    private int keep(long[] kept, int from, int end, int to) {
        int length = end - from;
        System.arraycopy(uids, from, kept, to, length);
        System.arraycopy(messageIds, from, messageIds, to, length);
        System.arraycopy(flags, from, flags, to, length);
        System.arraycopy(modseqs, from, modseqs, to, length);
        return to + length;
    }
}
