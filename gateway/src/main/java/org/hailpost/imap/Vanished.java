package org.hailpost.imap;

import java.io.IOException;
import java.util.List;

/** VANISHED responses (RFC 7162 §3.2.10), as many as keep their lines short. */
final class Vanished {
    private static final int LINE = 8000;

    private Vanished() {}

    /** Messages of this session are gone; as EXPUNGE, it lowers their number. */
    static void now(WireOutput out, List<Long> uids) throws IOException {
        write(out, "* VANISHED ", uids);
    }

    /** Messages were gone before the client looked: no number changes. */
    static void earlier(WireOutput out, List<Long> uids) throws IOException {
        write(out, "* VANISHED (EARLIER) ", uids);
    }

    private static void write(WireOutput out, String start, List<Long> uids) throws IOException {
        StringBuilder line = new StringBuilder(start);
        for (int at = 0; at < uids.size(); ) {
            int end = UidSet.runEnd(uids, at);
            line.append(line.length() == start.length() ? "" : ",");
            UidSet.appendRun(line, uids, at, end);
            at = end + 1;
            if (at == uids.size() || line.length() > LINE) {
                out.ascii(line.toString()).crlf();
                line.setLength(start.length());
            }
        }
    }
}
