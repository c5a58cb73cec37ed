package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.mailbox.MsnRanges;

/** FETCH and UID FETCH (RFC 9051 §6.4.5). */
final class FetchCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        FetchItems items = FetchItems.parse(tokens, command.uid());
        tokens.end();
        MsnRanges messages = set.resolve(session.selected().view(), command.uid());
        FetchWriter writer = new FetchWriter(session, items);
        boolean complete = writer.write(messages);
        if (writer.unknownEncoding()) {
            return Reply.no("UNKNOWN-CTE", "Some parts are in an unknown transfer encoding");
        }
        // A UID that is not there is no error; a sequence number the client has a right to is.
        return complete || command.uid()
                ? Reply.ok(command.name() + " completed")
                : Reply.no("EXPUNGEISSUED", "Some of the messages were expunged");
    }
}
