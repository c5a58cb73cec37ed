package org.hailpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hailpost.mailbox.TextSieve;
import org.hailpost.message.SearchText;

/**
 * Finds messages of conversations whose text, subject or sender contains a text, newest first: what
 * the segments do not rule out is read, little at a time, until there is enough.
 */
final class ConversationSearch {
    private static final int PAGE = 100;

    private final Database database;
    private final long accountId;

    ConversationSearch(Database database, long accountId) {
        this.database = database;
        this.accountId = accountId;
    }

    /** The ids, descending. */
    List<Long> find(String text, int limit) {
        String folded = SearchText.fold(text);
        List<Long> open = open(folded);
        List<Long> found = new ArrayList<>();
        for (int from = 0; from < open.size() && found.size() < limit; from += PAGE) {
            found.addAll(
                    containing(folded, open.subList(from, Math.min(from + PAGE, open.size()))));
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    private List<Long> open(String folded) {
        SearchSegments segments = new SearchSegments(database, accountId);
        TextSieve texts = segments.sieve(TextSieve.Place.TEXT, List.of(folded));
        TextSieve headers = segments.sieve(TextSieve.Place.HEADER, List.of(folded));
        List<Long> open = new ArrayList<>();
        Query.of(
                        database,
                        "select id from message where account_id = ? order by id desc",
                        accountId)
                .each(row -> {
                    long id = row.getLong(1);
                    return (texts.passes(id) || headers.passes(id)) && open.add(id);
                });
        return open;
    }

    private List<Long> containing(String folded, List<Long> page) {
        List<Long> found = new ArrayList<>();
        Query.of(
                        database,
                        """
                        select m.id, m.subject, m.from_address, m.from_name,
                        """
                                + StoredText.COLUMNS
                                + " from "
                                + Sql.MESSAGES
                                + " where m.thread_id <> 0 order by m.id desc",
                        page,
                        accountId)
                .each(row -> {
                    Stream<String> texts =
                            Stream.of(
                                    StoredText.read(row).readable().text(),
                                    row.getString("subject"),
                                    row.getString("from_address"),
                                    row.getString("from_name"));
                    return texts.anyMatch(text -> SearchText.fold(text).contains(folded))
                            && found.add(row.getLong("id"));
                });
        return found;
    }
}
