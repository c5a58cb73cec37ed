package org.hailpost.imap;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.MsnRanges;
import org.hailpost.mailbox.RowPage;

/**
 * Fuzz target: the arguments of SORT put every message in its place, or are an answer; and the same
 * bytes as a subject have a base.
 */
public final class SortFuzz {
    private static final Selected SELECTED = FuzzMailbox.selected();
    private static final RowPage PAGE = new RowPage(16);
    private static final Map<Long, MessageMeta> METAS;

    static {
        MsnRanges all = new MsnRanges();
        all.add(1, 16);
        SELECTED.view().read(all.cursor(), PAGE);
        METAS = FuzzMailbox.metas(PAGE);
    }

    private SortFuzz() {}

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] line = new byte[data.length + 1];
        line[0] = ' ';
        System.arraycopy(data, 0, line, 1, data.length);
        base(new String(data, StandardCharsets.ISO_8859_1));
        try {
            sort(new Tokens(line, 0, line.length, false));
        } catch (ImapException e) {
            // BAD and NO are answers.
        }
    }

    private static void sort(Tokens tokens) throws ImapException {
        SearchReturn.parse(tokens, false);
        List<SortCriterion> criteria = SortCriterion.parse(tokens);
        tokens.space();
        new SearchParser(tokens, SELECTED, Clock.systemUTC()).parseWithCharset();
        SortTable table = new SortTable(criteria, PAGE.size());
        for (int row = 0; row < PAGE.size(); row++) {
            table.take(row, Objects.requireNonNull(METAS.get(PAGE.messageId(row))));
        }
        Set<Integer> places = new HashSet<>();
        for (int at : table.order()) {
            places.add(at);
        }
        if (places.size() != PAGE.size()) {
            throw new AssertionError("not all of them: " + places);
        }
    }

    private static void base(String subject) {
        String base = BaseSubject.of(subject).text();
        if (base.startsWith(" ") || base.endsWith(" ") || base.contains("  ")) {
            throw new AssertionError("no base: " + base);
        }
        if (UnicodeCasemap.compare(UnicodeCasemap.key(base), UnicodeCasemap.key(base)) != 0) {
            throw new AssertionError("not like itself: " + base);
        }
    }
}
