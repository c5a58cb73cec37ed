package org.hailpost.bridge.session;

import org.jspecify.annotations.Nullable;

/**
 * A row of an account's change log, as it goes onto the wire.
 *
 * @param thread the thread it belongs to; null for what belongs to none
 * @param json the complete event frame, encoded once and shared by all sessions: nobody may change
 *     it. Empty for a row that the scope of the reader hides
 */
@SuppressWarnings(
        "ArrayRecordComponent") // shared bytes on their way to sockets; compared by nobody
public record LoggedEvent(long seq, String kind, @Nullable String thread, byte[] json) {
    private static final byte[] NOTHING = {};

    /** A row that the reader may not see; it only keeps the numbers without gaps. */
    public static LoggedEvent hidden(long seq) {
        return new LoggedEvent(seq, "", null, NOTHING);
    }

    public boolean isHidden() {
        return json.length == 0;
    }
}
