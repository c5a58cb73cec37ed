package org.hailpost.imap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

/**
 * A sequence set (RFC 9051 §9) before it is known what {@code *} stands for: ranges in any order,
 * either end may be {@code *}.
 */
final class SequenceSet {
    private static final long STAR = -1;
    private static final long MAX = 0xffff_ffffL;

    private record Range(long from, long to) {}

    private final List<Range> ranges = new ArrayList<>();

    /** Whether it is {@code $}, the messages saved by a search (RFC 5182). */
    private final boolean saved;

    private SequenceSet(boolean saved) {
        this.saved = saved;
    }

    static SequenceSet parse(Tokens tokens) throws ImapException {
        return tokens.skipSaved() ? new SequenceSet(true) : parse(tokens.sequence());
    }

    /** A set of UIDs or numbers that a client knows: {@code *} means none (RFC 7162 §7). */
    static SequenceSet parseKnown(Tokens tokens) throws ImapException {
        SequenceSet set = parse(tokens.sequence());
        for (Range range : set.ranges) {
            if (range.from == STAR || range.to == STAR) {
                throw ImapException.bad("No * in a set of known messages");
            }
        }
        return set;
    }

    /** All there are and were. */
    static SequenceSet all() {
        SequenceSet set = new SequenceSet(false);
        set.ranges.add(new Range(1, MAX));
        return set;
    }

    /** How many numbers it has; only of a set without {@code *}. */
    long size() {
        long size = 0;
        for (Range range : ranges) {
            size += Math.abs(range.to - range.from) + 1;
        }
        return size;
    }

    /** Those of the ascending UIDs that are in the set, whether the messages are there or not. */
    List<Long> among(List<Long> uids, MailboxView view) {
        List<Range> ordered = ordered(view.count() == 0 ? 0 : view.uid(view.count()));
        List<Long> among = new ArrayList<>();
        int at = 0;
        long reached = 0; // up to here some range goes that has begun
        for (Long uid : uids) {
            while (at < ordered.size() && ordered.get(at).from <= uid) {
                reached = Math.max(reached, ordered.get(at++).to);
            }
            if (uid <= reached) {
                among.add(uid);
            }
        }
        return among;
    }

    /** The ranges by their start, with {@code last} for the star. */
    private List<Range> ordered(long last) {
        List<Range> ordered = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            long from = range.from == STAR ? last : range.from;
            long to = range.to == STAR ? last : range.to;
            ordered.add(new Range(Math.min(from, to), Math.max(from, to)));
        }
        ordered.sort(Comparator.comparingLong(Range::from));
        return ordered;
    }

    static SequenceSet parse(String text) throws ImapException {
        SequenceSet set = new SequenceSet(false);
        int at = 0;
        while (at <= text.length()) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            int colon = text.indexOf(':', at);
            if (colon < 0 || colon > end) {
                long number = number(text, at, end);
                set.ranges.add(new Range(number, number));
            } else {
                set.ranges.add(new Range(number(text, at, colon), number(text, colon + 1, end)));
            }
            at = end + 1;
        }
        return set;
    }

    /** Whether it is one number, or {@code *}. */
    boolean single() {
        return ranges.size() == 1 && ranges.getFirst().from == ranges.getFirst().to;
    }

    /**
     * What the set means as sequence numbers.
     *
     * @throws ImapException BAD for a number that no message has (RFC 9051 §9 seq-number)
     */
    MsnRanges messages(Selected selected) throws ImapException {
        int count = selected.view().count();
        for (Range range : ranges) {
            if (count == 0 || range.from > count || range.to > count) {
                throw ImapException.bad("No such message");
            }
        }
        return matching(selected, false);
    }

    /** The same, but a number that no message has means none (SEARCH). */
    MsnRanges matchingMessages(Selected selected) {
        return matching(selected, false);
    }

    /** The messages with these UIDs; those that are not there mean none (RFC 9051 §6.4.9). */
    MsnRanges uids(Selected selected) {
        return matching(selected, true);
    }

    /** Of the command's own kind. */
    MsnRanges resolve(Selected selected, boolean uid) throws ImapException {
        return uid ? uids(selected) : messages(selected);
    }

    private MsnRanges matching(Selected selected, boolean uid) {
        MailboxView view = selected.view();
        if (saved) {
            return selected.saved().messages(view);
        }
        MsnRanges found = new MsnRanges();
        int count = view.count();
        if (count == 0) {
            return found;
        }
        long last = uid ? view.uid(count) : count;
        for (Range range : ordered(last)) {
            if (uid) {
                view.addUidRange(found, range.from, range.to);
            } else {
                found.add((int) Math.min(range.from, count + 1L), (int) Math.min(range.to, count));
            }
        }
        return found;
    }

    private static long number(String text, int from, int end) throws ImapException {
        if (end - from == 1 && text.charAt(from) == '*') {
            return STAR;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || value > MAX) {
                throw ImapException.bad("Bad sequence set");
            }
            value = value * 10 + c - '0';
        }
        if (value == 0 || value > MAX || text.charAt(from) == '0') {
            throw ImapException.bad("Bad sequence set");
        }
        return value;
    }
}
