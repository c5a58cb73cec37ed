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

/**
 * Looks through the selected mailbox for what matches a key, page by page: by the index where it
 * can decide, else by metadata, of which little is held at a time, and no database connection while
 * the answer is written.
 */
final class SearchRun {
    /** Fewer messages are read as soon as sieved. */
    private static final int WORTH_A_SIEVE = 200;

    private final ImapSession session;
    private final SearchKey key;
    private final SearchMatcher matcher;
    private final Set<MessageMeta.Field> fields;

    SearchRun(ImapSession session, SearchKey key) {
        this.session = session;
        this.key = key;
        this.fields = SearchMatcher.fields(key);
        Selected selected = session.selected();
        this.matcher =
                new SearchMatcher(
                        selected.recent(), selected.view().index().keywords(), sieve(session));
    }

    private static SearchMatcher.Sieve sieve(ImapSession session) {
        return session.selected().view().count() < WORTH_A_SIEVE
                ? (_, _) -> true
                : new SearchSieves(session.services().store().sieves(session.accountId()));
    }

    void find(Found found, Progress progress) throws IOException, ImapException {
        Selected selected = session.selected();
        MsnRanges all = new MsnRanges();
        int count = selected.view().count();
        all.add(1, count);
        MsnRanges.Cursor cursor = all.cursor();
        RowPage page = new RowPage(RowPage.DEFAULT_CAPACITY);
        int looked = 0;
        while (cursor.hasNext()) {
            selected.view().read(cursor, page);
            boolean[] matches = match(page);
            for (int row = 0; row < page.size(); row++) {
                if (matches[row]) {
                    found.add(page, row);
                }
            }
            looked += page.size() + page.gone();
            progress.at(looked, count);
        }
    }

    private boolean[] match(RowPage page) {
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
                                FoldedMessage message = new FoldedMessage(meta);
                                for (int row : open.getOrDefault(meta.messageId(), List.of())) {
                                    matches[row] =
                                            matcher.match(key, page, row, message) == Verdict.YES;
                                }
                            });
        }
        return matches;
    }
}
