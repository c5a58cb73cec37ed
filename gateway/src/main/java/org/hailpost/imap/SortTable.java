package org.hailpost.imap;

import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.message.EncodedWords;
import org.jspecify.annotations.Nullable;

/** The keys of the messages to sort, a column each. Owned by one thread, for one SORT. */
final class SortTable {
    /** What is alike for so long is alike: a bound for what a stranger's header may cost. */
    private static final int MAX_KEY = 255;

    private final List<SortCriterion> criteria;
    private final Map<SortCriterion.Key, long[]> numbers = new EnumMap<>(SortCriterion.Key.class);
    private final Map<SortCriterion.Key, String[]> texts = new EnumMap<>(SortCriterion.Key.class);
    private final BitSet taken = new BitSet();

    SortTable(List<SortCriterion> criteria, int size) {
        this.criteria = criteria;
        for (SortCriterion criterion : criteria) {
            if (criterion.key().isNumber()) {
                numbers.put(criterion.key(), new long[size]);
            } else {
                texts.put(criterion.key(), new String[size]);
            }
        }
    }

    /** What the keys of so many messages take, about. */
    static long octets(List<SortCriterion> criteria, int size) {
        return size * (16L + criteria.size() * 128L);
    }

    Set<MessageMeta.Field> fields() {
        return criteria.stream().anyMatch(criterion -> criterion.key().inEnvelope())
                ? EnumSet.of(MessageMeta.Field.ENVELOPE)
                : EnumSet.noneOf(MessageMeta.Field.class);
    }

    void take(int at, MessageMeta meta) {
        byte[] bytes = meta.envelope();
        @Nullable EnvelopeFields envelope = bytes == null ? null : EnvelopeFields.parse(bytes);
        numbers.forEach((key, column) -> column[at] = number(key, meta, envelope));
        texts.forEach((key, column) -> column[at] = text(key, envelope));
        taken.set(at);
    }

    private static long number(
            SortCriterion.Key key, MessageMeta meta, @Nullable EnvelopeFields envelope) {
        return switch (key) {
            case SIZE -> meta.size();
            case DATE -> envelope == null ? 0 : envelope.sent(meta);
            default -> meta.internalDate().toInstant().toEpochMilli();
        };
    }

    /** A field that is not there is the empty text. */
    private static String text(SortCriterion.Key key, @Nullable EnvelopeFields envelope) {
        if (envelope == null) {
            return "";
        }
        return switch (key) {
            case SUBJECT -> key(BaseSubject.of(envelope.subject()).text());
            case FROM -> mailbox(envelope.from());
            case TO -> mailbox(envelope.to());
            default -> mailbox(envelope.cc());
        };
    }

    private static String mailbox(@Nullable String raw) {
        return raw == null ? "" : key(EncodedWords.decode(raw));
    }

    /** A text's key in the collation, not too long. */
    static String key(String text) {
        String key = UnicodeCasemap.key(text);
        return key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY);
    }

    /** The places of those taken, sorted; alike ones in mailbox order. */
    int[] order() {
        Comparator<Integer> comparator = (_, _) -> 0; // and the sort is stable
        for (SortCriterion criterion : criteria) {
            Comparator<Integer> next = comparator(criterion.key());
            comparator = comparator.thenComparing(criterion.reverse() ? next.reversed() : next);
        }
        return taken.stream().boxed().sorted(comparator).mapToInt(Integer::intValue).toArray();
    }

    private Comparator<Integer> comparator(SortCriterion.Key key) {
        long[] column = numbers.get(key);
        if (column != null) {
            return (first, second) -> Long.compare(column[first], column[second]);
        }
        String[] text = texts.getOrDefault(key, new String[0]);
        return (first, second) -> UnicodeCasemap.compare(text[first], text[second]);
    }
}
