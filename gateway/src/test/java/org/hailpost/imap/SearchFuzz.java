package org.hailpost.imap;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/** Fuzz target: the arguments of SEARCH are a key that decides, or an answer. */
public final class SearchFuzz {
    private static final Selected SELECTED = FuzzMailbox.selected();
    private static final RowPage PAGE = new RowPage(16);
    private static final Map<Long, MessageMeta> METAS;

    static {
        MsnRanges all = new MsnRanges();
        all.add(1, 16);
        SELECTED.view().read(all.cursor(), PAGE);
        METAS = FuzzMailbox.metas(PAGE);
    }

    private SearchFuzz() {}

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] line = new byte[data.length + 1];
        line[0] = ' ';
        System.arraycopy(data, 0, line, 1, data.length);
        SearchKey key;
        try {
            Tokens tokens = new Tokens(line, 0, line.length, false);
            SearchReturn.parse(tokens, false);
            key = new SearchParser(tokens, SELECTED, Clock.systemUTC()).parse();
        } catch (ImapException e) {
            return; // BAD and NO are answers.
        }
        SearchMatcher matcher =
                new SearchMatcher(new RecentMessages(), List.of("$A", "b"), (_, _) -> true);
        SearchMatcher.fields(key);
        for (int row = 0; row < PAGE.size(); row++) {
            SearchMatcher.Verdict first = matcher.match(key, PAGE, row, null);
            MessageMeta meta = Objects.requireNonNull(METAS.get(PAGE.messageId(row)));
            SearchMatcher.Verdict then = matcher.match(key, PAGE, row, new FoldedMessage(meta));
            if (then == SearchMatcher.Verdict.OPEN
                    || (first != SearchMatcher.Verdict.OPEN && first != then)) {
                throw new AssertionError("undecided: " + first + " " + then);
            }
        }
    }
}
