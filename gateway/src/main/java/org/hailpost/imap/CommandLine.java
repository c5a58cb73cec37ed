package org.hailpost.imap;

import java.util.Optional;

/**
 * A command as it came, literals included.
 *
 * @param tag the client's tag, valid
 * @param name upper case; with {@code UID} before it if it is a UID form
 * @param arguments stands behind the name, at the space or the end
 * @param messages of an APPEND or REPLACE, still on the wire
 */
record CommandLine(String tag, String name, Tokens arguments, Optional<MessageLiterals> messages) {
    boolean uid() {
        return name.startsWith("UID ");
    }
}
