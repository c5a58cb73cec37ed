package org.hailpost.imap;

import java.util.function.Consumer;

/**
 * A command of a stress client on its way.
 *
 * @param text without tag and final CRLF
 * @param renumbers whether EXPUNGE may be told while it is in progress (RFC 9051 §7.5.1)
 * @param mayMiss whether {@code NO [EXPUNGEISSUED]} is an answer to it
 * @param begun run when the commands before it are answered
 * @param ended given what follows the tag
 */
record StressCommand(
        String text, boolean renumbers, boolean mayMiss, Runnable begun, Consumer<String> ended) {

    static StressCommand of(String text, boolean renumbers) {
        return new StressCommand(text, renumbers, false, () -> {}, _ -> {});
    }

    /** By sequence number: nothing may be renumbered, and messages may be gone. */
    static StressCommand byNumber(String text) {
        return new StressCommand(text, false, true, () -> {}, _ -> {});
    }

    StressCommand whenBegun(Runnable action) {
        return new StressCommand(text, renumbers, mayMiss, action, ended);
    }

    StressCommand whenEnded(Consumer<String> action) {
        return new StressCommand(text, renumbers, mayMiss, begun, action);
    }
}
