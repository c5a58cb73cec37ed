package org.hailpost.imap;

import java.io.IOException;

/**
 * One IMAP command: parses its arguments, does the work, writes its untagged responses and returns
 * the tagged one. Stateless; state is checked and pending changes are told by the connection.
 */
@FunctionalInterface
interface Command {
    Reply run(ImapSession session, CommandLine command) throws IOException, ImapException;

    /** Whether flags that this session's client was told of are to be stored before it runs. */
    default boolean settles() {
        return true;
    }
}
