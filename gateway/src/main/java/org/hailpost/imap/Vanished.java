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
        UidSet line = new UidSet();
        for (Long uid : uids) {
            line.add(uid);
            if (line.length() > LINE) {
                out.ascii(start).ascii(line.toString()).crlf();
                line = new UidSet();
            }
        }
        if (!line.isEmpty()) {
            out.ascii(start).ascii(line.toString()).crlf();
        }
    }
}
