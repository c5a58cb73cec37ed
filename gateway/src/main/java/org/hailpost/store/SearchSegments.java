package org.hailpost.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hailpost.mailbox.TextSieve;

/** Asks the segments which messages may contain a text; {@link SearchIndexer} writes them. */
final class SearchSegments {
    private static final int BITE = 1_000;

    private final Database database;

    SearchSegments(Database database) {
        this.database = database;
    }

    /**
     * @param folded texts that all have to be in that place; too short ones tell nothing
     */
    TextSieve sieve(long accountId, TextSieve.Place place, List<String> folded) {
        int[] hashes = Trigrams.sought(folded);
        if (hashes.length == 0) {
            return TextSieve.OPEN;
        }
        LongStream.Builder known = LongStream.builder();
        LongStream.Builder passing = LongStream.builder();
        Query.of(
                        database,
                        """
                        select s.message_ids, (select string_agg(substr(s.%1$s_bits,
                                ((h >> (32 - s.%1$s_log)) * %2$d + 1)::int, %2$d), ''::bytea)
                            from unnest(?::bigint[]) as h)
                        from search_segment s where s.account_id = ?
                        """
                                .formatted(Sql.name(place), BitSlices.SLICE),
                        Arrays.stream(hashes).mapToObj(Integer::toUnsignedLong).toList(),
                        accountId)
                .each(row -> {
                    long[] ids = AscendingIds.decode(row.getBytes(1));
                    long[] common = BitSlices.common(row.getBytes(2));
                    for (int i = 0; i < ids.length; i++) {
                        known.add(ids[i]);
                        if (BitSlices.isSet(common, i)) {
                            passing.add(ids[i]);
                        }
                    }
                    return ids.length;
                });
        return new TextSieve(known.build().sorted().toArray(), passing.build().sorted().toArray());
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
