package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.imap.SearchMatcher.Verdict;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/** SEARCH and UID SEARCH (RFC 9051 §6.4.4), page by page. */
final class SearchCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Selected selected = session.selected();
        SearchParser parser = new SearchParser(command.arguments(), selected.view());
        SearchKey key = parser.parse();
        if (parser.asksModseq()) {
            session.enable(Extension.CONDSTORE);
        }
        Set<MessageMeta.Field> fields = SearchMatcher.fields(key);
        SearchMatcher matcher =
                new SearchMatcher(selected.recent(), selected.view().index().keywords());
        MsnRanges all = new MsnRanges();
        all.add(1, selected.view().count());
        MsnRanges.Cursor cursor = all.cursor();
        RowPage page = new RowPage(RowPage.DEFAULT_CAPACITY);
        WireOutput out = session.out();
        List<Long> found = new ArrayList<>();
        long modseq = 0;
        while (cursor.hasNext()) {
            selected.view().read(cursor, page);
            boolean[] matches = match(session, key, matcher, page, fields);
            for (int row = 0; row < page.size(); row++) {
                if (matches[row]) {
                    found.add(command.uid() ? page.uid(row) : page.msn(row));
                    modseq = Math.max(modseq, page.modseq(row));
                }
            }
        }
        out.ascii("* SEARCH");
        for (long number : found) {
            out.put(' ').number(number);
        }
        if (parser.asksModseq() && !found.isEmpty()) {
            out.ascii(" (MODSEQ ").number(modseq).put(')');
        }
        out.crlf();
        return Reply.ok(command.name() + " completed");
    }

    /**
     * Decides each row: by the index if it can, else by its metadata, of which one is held at a
     * time.
     */
    private static boolean[] match(
            ImapSession session,
            SearchKey key,
            SearchMatcher matcher,
            RowPage page,
            Set<MessageMeta.Field> fields) {
        boolean[] matches = new boolean[page.size()];
        // A message that was copied within its mailbox has several rows.
        Map<Long, List<Integer>> open = new LinkedHashMap<>();
        for (int row = 0; row < page.size(); row++) {
            Verdict verdict = matcher.match(key, page, row, null);
            matches[row] = verdict == Verdict.YES;
            if (verdict == Verdict.OPEN) {
                open.computeIfAbsent(page.messageId(row), _ -> new ArrayList<>(1)).add(row);
            }
        }
        if (!open.isEmpty()) {
            session.services()
                    .store()
                    .metas(
                            session.accountId(),
                            List.copyOf(open.keySet()),
                            fields,
                            meta -> {
                                for (int row : open.getOrDefault(meta.messageId(), List.of())) {
                                    matches[row] =
                                            matcher.match(key, page, row, meta) == Verdict.YES;
                                }
                            });
        }
        return matches;
    }
}
