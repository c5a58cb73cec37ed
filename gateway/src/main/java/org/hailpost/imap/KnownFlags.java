package org.hailpost.imap;

import java.util.List;
import java.util.OptionalLong;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagEdit;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/**
 * What a client knows of messages before a silent STORE, from which it works out their new flags.
 * If another has changed them meanwhile it would be wrong, and has to be told (RFC 9051 §6.4.6).
 */
final class KnownFlags {
    private final RowPage before;
    private final RowPage pending;
    private final UnreadFlags unread;

    /**
     * Reads them before the STORE. A change that the client was not told of, that it may have read
     * of only after it sent the STORE, or that comes later, is a surprise, and is told with the
     * STORE done: many clients take their own change for done when they send it, and would take
     * anything older for its undoing.
     */
    KnownFlags(Selected selected, MsnRanges messages) {
        this(selected, new RowPage(messages.count()));
        selected.view().read(messages.cursor(), before);
    }

    private KnownFlags(Selected selected, RowPage before) {
        this.before = before;
        pending = selected.view().pending();
        unread = selected.unread();
    }

    /** Whether the client surely knows these rows' flags. */
    static boolean knows(Selected selected, RowPage page) {
        KnownFlags known = new KnownFlags(selected, page);
        for (int row = 0; row < page.size(); row++) {
            if (!known.knows(row)) {
                return false;
            }
        }
        return true;
    }

    private boolean knows(int row) {
        long uid = before.uid(row);
        return pending.find(uid) < 0 && !unread.mayHold(uid, before.modseq(row));
    }

    /** Whether the client expects a message to have these flags now. */
    boolean expects(long uid, long flags, FlagChange change, List<String> keywords) {
        int row = before.find(uid);
        if (row < 0 || !knows(row)) {
            return false;
        }
        // A keyword that was made for its removal may not be here yet, for no message has it.
        OptionalLong bits = change.bits(keywords);
        return bits.isPresent()
                && flags
                        == FlagEdit.of(uid, change.operation(), bits.getAsLong())
                                .apply(before.flags(row));
    }
}
