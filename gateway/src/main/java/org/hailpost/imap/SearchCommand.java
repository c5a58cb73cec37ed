package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.imap.SearchReturn.Option;

/**
 * SEARCH and UID SEARCH (RFC 9051 §6.4.4), with what RETURN asks for (RFC 4731), saved results (RFC
 * 5182) and MODSEQ (RFC 7162 §3.1.5).
 */
final class SearchCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        SearchReturn asked =
                SearchReturn.parse(command.arguments(), session.enabled(Extension.IMAP4REV2));
        return session.selected()
                .saved()
                .during(asked.wants(Option.SAVE), () -> search(session, command, asked));
    }

    private static Reply search(ImapSession session, CommandLine command, SearchReturn asked)
            throws IOException, ImapException {
        SearchParser parser =
                new SearchParser(
                        command.arguments(), session.selected(), session.services().clock());
        SearchKey key = parser.parse();
        if (parser.asksModseq()) {
            session.enable(Extension.CONDSTORE);
        }
        try (Found found = new Found(session.services().heap())) {
            new SearchRun(session, key).find(found, new Progress(session, command));
            return new SearchResponse(command, asked, parser.asksModseq())
                    .write(session, found, found.order(), "SEARCH");
        }
    }
}
