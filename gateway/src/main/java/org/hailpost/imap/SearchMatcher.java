package org.hailpost.imap;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.RowPage;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a message matches a search key, in two steps: by the index row alone, and only
 * where that leaves it open, with the metadata. Owned by one thread, for one SEARCH.
 */
final class SearchMatcher {
    /** What can be said so far. */
    enum Verdict {
        YES,
        NO,
        /** It takes the metadata. */
        OPEN;

        static Verdict of(boolean matches) {
            return matches ? YES : NO;
        }

        Verdict negated() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case OPEN -> OPEN;
            };
        }
    }

    private final RecentMessages recent;
    private final List<String> keywords;
    private final Sieve sieve;
    private final CpuTurn turn = new CpuTurn();

    /** Tells of a key for text which messages need not be read. */
    @FunctionalInterface
    interface Sieve {
        /** Whether the message may match the key; false only if it surely does not. */
        boolean passes(SearchKey key, long messageId);
    }

    SearchMatcher(RecentMessages recent, List<String> keywords, Sieve sieve) {
        this.recent = recent;
        this.keywords = keywords;
        this.sieve = sieve;
    }

    /** Whether the row matches; OPEN only without metadata. */
    Verdict match(SearchKey key, RowPage page, int row, @Nullable FoldedMessage message) {
        return switch (key) {
            case SearchKey.And and -> all(and.keys(), page, row, message);
            case SearchKey.Or or -> {
                Verdict first = match(or.first(), page, row, message);
                if (first == Verdict.YES) {
                    yield first;
                }
                Verdict second = match(or.second(), page, row, message);
                yield second == Verdict.NO ? first : second;
            }
            case SearchKey.Not not -> match(not.key(), page, row, message).negated();
            case SearchKey.Among among -> Verdict.of(among.messages().contains(page.msn(row)));
            case SearchKey.Messages messages ->
                    Verdict.of(messages.ids().contains(page.messageId(row)));
            case SearchKey.Flag flag -> Verdict.of(Flags.isSet(page.flags(row), flag.bit()));
            case SearchKey.Keyword keyword ->
                    Verdict.of(hasKeyword(page.flags(row), keyword.name()));
            case SearchKey.Recent _ -> Verdict.of(recent.contains(page.uid(row)));
            case SearchKey.Modseq modseq -> Verdict.of(page.modseq(row) >= modseq.least());
            case SearchKey.Size size ->
                    message == null
                            ? Verdict.OPEN
                            : Verdict.of(
                                    message.meta().size() > size.above()
                                            && message.meta().size() < size.below());
            case SearchKey.Received received ->
                    message == null
                            ? Verdict.OPEN
                            : Verdict.of(
                                    received.relation()
                                            .holds(
                                                    message.meta().internalDate().toLocalDate(),
                                                    received.day()));
            case SearchKey.Age age ->
                    message == null
                            ? Verdict.OPEN
                            : Verdict.of(
                                    message.meta().internalDate().toInstant().isAfter(age.than())
                                            == age.younger());
            case SearchKey.Sent sent ->
                    message == null
                            ? Verdict.OPEN
                            : Verdict.of(
                                    message.meta().sentDay() != null
                                            && sent.relation()
                                                    .holds(message.meta().sentDay(), sent.day()));
            case SearchKey.Header header ->
                    message == null
                            ? open(header, page.messageId(row))
                            : Verdict.of(message.fieldContains(header.field(), header.text()));
            case SearchKey.Text text ->
                    message == null
                            ? open(text, page.messageId(row))
                            : Verdict.of(matches(text, message));
        };
    }

    private Verdict open(SearchKey key, long messageId) {
        return sieve.passes(key, messageId) ? Verdict.OPEN : Verdict.NO;
    }

    private Verdict all(
            List<SearchKey> keys, RowPage page, int row, @Nullable FoldedMessage message) {
        Verdict verdict = Verdict.YES;
        for (SearchKey key : keys) {
            Verdict one = match(key, page, row, message);
            if (one == Verdict.NO) {
                return one;
            }
            if (one == Verdict.OPEN) {
                verdict = one;
            }
        }
        return verdict;
    }

    private boolean hasKeyword(long flags, String name) {
        for (int i = 0; i < keywords.size(); i++) {
            if (keywords.get(i).equalsIgnoreCase(name)) {
                return Flags.isSet(flags, Flags.keyword(i));
            }
        }
        return false;
    }

    private boolean matches(SearchKey.Text key, FoldedMessage message) {
        turn.pass();
        return message.textContains(key.text())
                || (key.header() && message.headerContains(key.text()));
    }

    /** The columns a key looks at. */
    static Set<MessageMeta.Field> fields(SearchKey key) {
        Set<MessageMeta.Field> fields = EnumSet.noneOf(MessageMeta.Field.class);
        addFields(key, fields);
        return fields;
    }

    private static void addFields(SearchKey key, Set<MessageMeta.Field> fields) {
        switch (key) {
            case SearchKey.And and -> and.keys().forEach(each -> addFields(each, fields));
            case SearchKey.Or or -> {
                addFields(or.first(), fields);
                addFields(or.second(), fields);
            }
            case SearchKey.Not not -> addFields(not.key(), fields);
            case SearchKey.Header _ -> fields.add(MessageMeta.Field.HEADER);
            case SearchKey.Text text -> {
                fields.add(MessageMeta.Field.SEARCH_TEXT);
                if (text.header()) {
                    fields.add(MessageMeta.Field.HEADER);
                }
            }
            case SearchKey.Among _,
                    SearchKey.Messages _,
                    SearchKey.Flag _,
                    SearchKey.Keyword _,
                    SearchKey.Recent _,
                    SearchKey.Modseq _,
                    SearchKey.Size _,
                    SearchKey.Received _,
                    SearchKey.Age _,
                    SearchKey.Sent _ -> {}
        }
    }
}
