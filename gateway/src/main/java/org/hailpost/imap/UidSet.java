package org.hailpost.imap;

import java.util.List;

/** UIDs in the order given, runs as ranges (RFC 4315 §4). */
final class UidSet {
    private UidSet() {}

    static String format(List<Long> uids) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < uids.size(); ) {
            int end = runEnd(uids, at);
            text.append(at == 0 ? "" : ",");
            appendRun(text, uids, at, end);
            at = end + 1;
        }
        return text.toString();
    }

    /** Where the run that begins at a place ends. */
    static int runEnd(List<Long> uids, int at) {
        int end = at;
        while (end + 1 < uids.size() && uids.get(end + 1) == uids.get(end) + 1) {
            end++;
        }
        return end;
    }

    static void appendRun(StringBuilder text, List<Long> uids, int at, int end) {
        text.append(uids.get(at));
        if (end > at) {
            text.append(':').append(uids.get(end));
        }
    }
}
