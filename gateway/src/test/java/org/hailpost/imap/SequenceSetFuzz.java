package org.hailpost.imap;

import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

/** Fuzz target: sequence sets mean what a plain reading of RFC 9051 §9 says. */
public final class SequenceSetFuzz {
    private static final Selected SELECTED = FuzzMailbox.selected();
    private static final MailboxView VIEW = SELECTED.view();

    private SequenceSetFuzz() {}

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        try {
            SequenceSet set = SequenceSet.parse(text);
            compare(text, set.uids(SELECTED), true);
            compare(text, set.matchingMessages(SELECTED), false);
            set.messages(SELECTED);
        } catch (ImapException e) {
            // BAD is an answer.
        }
    }

    private static void compare(String text, MsnRanges found, boolean uid) {
        TreeSet<Integer> wanted = new TreeSet<>();
        long last = uid ? VIEW.uid(VIEW.count()) : VIEW.count();
        String[] ranges = text.split(",", -1);
        if (ranges.length > 1000) {
            return; // The plain reading takes too long.
        }
        for (String range : ranges) {
            String[] ends = range.split(":", -1);
            long from = number(ends[0], last);
            long to = number(ends[ends.length - 1], last);
            for (int msn = 1; msn <= VIEW.count(); msn++) {
                long number = uid ? VIEW.uid(msn) : msn;
                if (number >= Math.min(from, to) && number <= Math.max(from, to)) {
                    wanted.add(msn);
                }
            }
        }
        TreeSet<Integer> got = new TreeSet<>();
        MsnRanges.Cursor cursor = found.cursor();
        while (cursor.hasNext()) {
            if (!got.add(cursor.next())) {
                throw new AssertionError("twice in " + text);
            }
        }
        if (!got.equals(wanted) || found.count() != wanted.size()) {
            throw new AssertionError(text + " is " + got + " and not " + wanted);
        }
    }

    private static long number(String text, long last) {
        return text.equals("*") ? last : Long.parseLong(text);
    }
}
