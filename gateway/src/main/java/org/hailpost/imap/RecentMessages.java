package org.hailpost.imap;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.MailboxView;

/** The messages that are {@code \Recent} in one session (RFC 3501 §2.3.2), as UID ranges. */
final class RecentMessages {
    private record Range(long from, long before) {}

    private final List<Range> ranges = new ArrayList<>();
    private boolean off;

    /** From now on nothing is recent: RFC 9051 has no {@code \Recent} (appendix E). */
    void off() {
        off = true;
        ranges.clear();
    }

    boolean isOff() {
        return off;
    }

    /** Messages with UIDs from {@code from} up to but not {@code before} are recent here. */
    void add(long from, long before) {
        if (off || from >= before) {
            return;
        }
        if (!ranges.isEmpty() && ranges.getLast().before == from) {
            ranges.set(ranges.size() - 1, new Range(ranges.getLast().from, before));
        } else {
            ranges.add(new Range(from, before));
        }
    }

    boolean contains(long uid) {
        for (int i = ranges.size() - 1; i >= 0; i--) {
            Range range = ranges.get(i);
            if (uid >= range.from) {
                return uid < range.before;
            }
        }
        return false;
    }

    /** How many of the messages the client knows are recent. */
    int count(MailboxView view) {
        int count = 0;
        for (int msn = view.count(); msn > 0 && !ranges.isEmpty(); msn--) {
            if (view.uid(msn) < ranges.getFirst().from) {
                break;
            }
            if (contains(view.uid(msn))) {
                count++;
            }
        }
        return count;
    }
}
