package org.hailpost.imap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.mailbox.TextSieve;
import org.hailpost.mailbox.TextSieve.Place;
import org.hailpost.message.SearchText;

/**
 * Asks the store, once for each text of a search, which messages need not be read for it; when a
 * row first depends on it, for often other keys have decided before. Owned by one thread.
 */
final class SearchSieves implements SearchMatcher.Sieve {
    /** Of a search with more texts the rest is done by reading. */
    private static final int MAX_SIEVES = 32;

    private final TextSieve.Maker maker;
    private final Map<Sought, TextSieve> sieves = new HashMap<>();

    private record Sought(Place place, List<String> folded) {}

    SearchSieves(TextSieve.Maker maker) {
        this.maker = maker;
    }

    @Override
    public boolean passes(SearchKey key, long messageId) {
        return switch (key) {
            case SearchKey.Header header ->
                    passes(Place.HEADER, name(header.field()), header.text().folded(), messageId);
            case SearchKey.Text text ->
                    passes(Place.TEXT, "", text.text().folded(), messageId)
                            || (text.header()
                                    && passes(Place.HEADER, "", text.text().folded(), messageId));
            default -> true;
        };
    }

    private static String name(String field) {
        return SearchText.fold(field) + ":";
    }

    private boolean passes(Place place, String name, String folded, long messageId) {
        Sought sought = new Sought(place, List.of(name, folded));
        TextSieve sieve = sieves.get(sought);
        if (sieve == null) {
            sieve =
                    sieves.size() < MAX_SIEVES
                            ? maker.sieve(place, sought.folded())
                            : TextSieve.OPEN;
            sieves.put(sought, sieve);
        }
        return sieve.passes(messageId);
    }
}
