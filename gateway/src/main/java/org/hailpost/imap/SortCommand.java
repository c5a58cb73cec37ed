package org.hailpost.imap;

import java.io.IOException;
import java.util.List;
import org.hailpost.imap.SearchReturn.Option;

/** SORT and UID SORT (RFC 5256), with what RETURN asks for (ESORT, RFC 5267 §3). */
final class SortCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        SearchReturn asked = SearchReturn.parse(command.arguments(), false);
        return session.selected()
                .saved()
                .during(asked.wants(Option.SAVE), () -> sort(session, command, asked));
    }

    private static Reply sort(ImapSession session, CommandLine command, SearchReturn asked)
            throws IOException, ImapException {
        Tokens tokens = command.arguments();
        List<SortCriterion> criteria = SortCriterion.parse(tokens);
        tokens.space();
        SearchParser parser =
                new SearchParser(tokens, session.selected(), session.services().clock());
        SearchKey key = parser.parseWithCharset();
        if (parser.asksModseq()) {
            session.enable(Extension.CONDSTORE);
        }
        Progress progress = new Progress(session, command);
        HeapBudget heap = session.services().heap();
        try (Found found = new Found(heap)) {
            new SearchRun(session, key).find(found, progress);
            try (var _ = heap.take(SortTable.octets(criteria, found.size()))) {
                SortTable table = new SortTable(criteria, found.size());
                FoundMessages.read(session, found, table.fields(), progress, table::take);
                return new SearchResponse(command, asked, parser.asksModseq())
                        .write(session, found, table.order(), "SORT");
            }
        }
    }
}
