package org.hailpost.imap;

import java.io.IOException;

/** ID (RFC 2971). What the client says of itself is checked for form and dropped. */
final class IdCommand implements Command {
    private static final int MAX_FIELDS = 30;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        if (tokens.skipIf('(')) {
            skipFields(tokens);
        } else {
            nil(tokens);
        }
        tokens.end();
        session.out().ascii("* ID (\"name\" \"Hailpost\")\r\n");
        return Reply.ok("ID completed");
    }

    private static void skipFields(Tokens tokens) throws ImapException {
        int fields = 0;
        while (!tokens.skipIf(')')) {
            if (fields > 0) {
                tokens.space();
            }
            if (++fields > MAX_FIELDS) {
                throw ImapException.bad("Too many ID fields");
            }
            tokens.stringBytes();
            tokens.space();
            if (tokens.sees('"') || tokens.sees('{')) {
                tokens.stringBytes();
            } else {
                nil(tokens);
            }
        }
    }

    private static void nil(Tokens tokens) throws ImapException {
        if (!tokens.keyword().equals("NIL")) {
            throw ImapException.bad("Expected a list or NIL");
        }
    }
}
