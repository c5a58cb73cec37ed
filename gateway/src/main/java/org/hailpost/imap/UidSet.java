package org.hailpost.imap;

import java.util.List;

/** UIDs in the order given, runs as ranges (RFC 4315 §4). */
final class UidSet {
    private UidSet() {}

    static String format(List<Long> uids) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < uids.size()) {
            int end = at;
            while (end + 1 < uids.size() && uids.get(end + 1) == uids.get(end) + 1) {
                end++;
            }
            text.append(at == 0 ? "" : ",").append(uids.get(at));
            if (end > at) {
                text.append(':').append(uids.get(end));
            }
            at = end + 1;
        }
        return text.toString();
    }
}
