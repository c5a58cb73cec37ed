package org.hailpost.imap;

import java.io.IOException;
import java.util.Arrays;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

/**
 * What {@code $} stands for in a selected mailbox (RFC 5182). Kept as UIDs, so that a message that
 * is told to be gone leaves it by itself. Owned by the session's thread.
 */
final class SavedSearch {
    /** 1.6 MB a session, for who saves every other message of a very large mailbox. */
    private static final int MAX_RANGES = 100_000;

    /** Closed ranges, ascending. What came to the mailbox later lies in none of them. */
    private long[] bounds = {};

    private int used;

    void clear() {
        bounds = new long[0];
        used = 0;
    }

    /**
     * Takes the messages with these ascending sequence numbers in place of what was there.
     *
     * @return whether there was room; if not, nothing is saved
     */
    boolean save(MailboxView view, int[] msns) {
        clear();
        for (int i = 0; i < msns.length; i++) {
            long uid = view.uid(msns[i]);
            if (i > 0 && msns[i] == msns[i - 1] + 1) {
                bounds[used - 1] = uid;
                continue;
            }
            if (used == 2 * MAX_RANGES) {
                clear();
                return false;
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, Math.max(8, 2 * used));
            }
            bounds[used++] = uid;
            bounds[used++] = uid;
        }
        return true;
    }

    /** A search, to its reply. */
    @FunctionalInterface
    interface Search {
        Reply run() throws IOException, ImapException;
    }

    /** Runs a search; one that is to save its result and fails, but was not BAD, saves nothing. */
    Reply during(boolean saves, Search search) throws IOException, ImapException {
        boolean keep = !saves;
        try {
            Reply reply = search.run();
            keep = true;
            return reply;
        } catch (ImapException e) {
            keep |= e.reply().status() == Reply.Status.BAD;
            throw e;
        } finally {
            if (!keep) {
                clear(); // RFC 5182 §2.1
            }
        }
    }

    /** As many of them as there still are. */
    MsnRanges messages(MailboxView view) {
        MsnRanges messages = new MsnRanges();
        for (int i = 0; i < used; i += 2) {
            view.addUidRange(messages, bounds[i], bounds[i + 1]);
        }
        return messages;
    }
}
