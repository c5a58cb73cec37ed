package org.hailpost.imap;

import java.util.List;

/** UIDs in the order given, runs as ranges (RFC 4315 §4). */
final class UidSet {
    private final StringBuilder runs = new StringBuilder();
    private long first;
    private long last;

    static UidSet of(List<Long> uids) {
        UidSet set = new UidSet();
        set.addAll(uids);
        return set;
    }

    /** The UIDs as they stand in a response. */
    static String format(List<Long> uids) {
        return of(uids).toString();
    }

    void addAll(List<Long> uids) {
        uids.forEach(this::add);
    }

    void add(long uid) {
        if (first == 0 || uid != last + 1) {
            endRun();
            first = uid;
        }
        last = uid;
    }

    /** Octets of all runs but the last. */
    int length() {
        return runs.length();
    }

    boolean isEmpty() {
        return first == 0;
    }

    private void endRun() {
        if (first != 0) {
            runs.append(runs.isEmpty() ? "" : ",").append(run(first, last));
        }
    }

    private static String run(long first, long last) {
        return first == last ? Long.toString(first) : first + ":" + last;
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "";
        }
        return runs.isEmpty() ? run(first, last) : runs + "," + run(first, last);
    }
}
