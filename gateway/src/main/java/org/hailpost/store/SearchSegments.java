package org.hailpost.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hailpost.mailbox.TextSieve;
import org.jspecify.annotations.Nullable;

/**
 * Asks the segments of an account which messages may contain a text; {@link SearchIndexer} writes
 * them. Which messages they have is read once, when it is first needed: a text more takes a bit a
 * message. Owned by one thread, for one search.
 */
final class SearchSegments implements TextSieve.Maker {
    private static final int BITE = 1_000;
    private static final int WORDS = BitSlices.MESSAGES / Long.SIZE;

    private final Database database;
    private final long accountId;
    private @Nullable Known known;

    SearchSegments(Database database, long accountId) {
        this.database = database;
        this.accountId = accountId;
    }

    @Override
    public TextSieve sieve(TextSieve.Place place, List<String> folded) {
        int[] hashes = Trigrams.sought(folded);
        if (hashes.length == 0) {
            return TextSieve.OPEN;
        }
        if (known == null) {
            known = known();
        }
        Known all = known;
        long[] passing = new long[all.segments.size() * WORDS];
        Arrays.fill(passing, -1); // also of a segment that was removed since
        Query.of(
                        database,
                        """
                        select s.first_id, (select string_agg(substr(s.%1$s_bits,
                                ((h >> (32 - s.%1$s_log)) * %2$d + 1)::int, %2$d), ''::bytea)
                            from unnest(?::bigint[]) as h)
                        from search_segment s where s.account_id = ?
                        """
                                .formatted(Sql.name(place), BitSlices.SLICE),
                        Arrays.stream(hashes).mapToObj(Integer::toUnsignedLong).toList(),
                        accountId)
                .each(row -> {
                    Integer segment = all.segments.get(row.getLong(1));
                    if (segment != null) {
                        long[] common = BitSlices.common(row.getBytes(2));
                        System.arraycopy(common, 0, passing, segment * WORDS, WORDS);
                    }
                    return segment;
                });
        return id -> {
            int bit = all.bit(id);
            return bit < 0 || BitSlices.isSet(passing, bit);
        };
    }

    /**
     * The messages of the segments.
     *
     * @param segments by their first message, in which order they are numbered
     * @param ids ascending
     * @param bits of the ids: segments lie side by side; null if they do so in the ids' order
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the search
    private record Known(Map<Long, Integer> segments, long[] ids, int @Nullable [] bits) {
        /** Negative if the message is in no segment. */
        int bit(long id) {
            int at = Arrays.binarySearch(ids, id);
            return at < 0 || bits == null ? at : bits[at];
        }
    }

    private Known known() {
        Map<Long, Integer> segments = new HashMap<>();
        List<long[]> parts = new ArrayList<>();
        Query.of(
                        database,
                        "select first_id, message_ids from search_segment where account_id = ? order by first_id",
                        accountId)
                .each(row -> {
                    segments.put(row.getLong(1), segments.size());
                    return parts.add(AscendingIds.decode(row.getBytes(2)));
                });
        long[] ids = new long[parts.size() * BitSlices.MESSAGES];
        Arrays.fill(ids, Long.MAX_VALUE); // no message
        for (int i = 0; i < parts.size(); i++) {
            System.arraycopy(parts.get(i), 0, ids, i * BitSlices.MESSAGES, parts.get(i).length);
        }
        if (IntStream.range(1, ids.length).allMatch(i -> ids[i - 1] <= ids[i])) {
            return new Known(segments, ids, null);
        }
        // Several nodes may hand out ids that lie in between others.
        int[] bits =
                IntStream.range(0, ids.length)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> ids[i]))
                        .mapToInt(i -> i)
                        .toArray();
        return new Known(segments, Arrays.stream(bits).mapToLong(i -> ids[i]).toArray(), bits);
    }

    /** Removes segments none of whose messages is left; returns how many. */
    static int forget(Database database) {
        return Query.of(
                        database,
                        """
                        delete from search_segment where ctid = any(array(
                            select s.ctid from search_segment s where not exists (select from message m
                                where m.account_id = s.account_id and m.id between s.first_id and s.last_id)
                            limit ?))
                        """,
                        BITE)
                .update();
    }
}
