package org.hailpost.imap;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.hailpost.imap.SearchKey.Relation;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MsnRanges;

/** Parses the keys of one SEARCH, bounded in nesting and number. */
final class SearchParser {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_KEYS = 1000;

    /** Of them in bodies, each of which is up to 256 Ki characters. */
    private static final int MAX_TEXTS = 100;

    private final Tokens tokens;
    private final Selected selected;
    private final MailboxView view;
    private final Clock clock;
    private Charset charset = StandardCharsets.UTF_8;
    private int keys;
    private int texts;
    private boolean modseq;

    /**
     * @param tokens at the search program
     * @param clock what YOUNGER and OLDER count from
     */
    SearchParser(Tokens tokens, Selected selected, Clock clock) {
        this.tokens = tokens;
        this.selected = selected;
        this.view = selected.view();
        this.clock = clock;
    }

    /** Reads {@code [CHARSET c] key *(SP key)} to the end. */
    SearchKey parse() throws ImapException {
        if (tokens.seesWord("CHARSET")) {
            if (tokens.utf8()) { // RFC 6855 §3; where a charset must be named, UTF-8 may be
                throw ImapException.bad("Strings are in UTF-8 already");
            }
            tokens.keyword();
            tokens.space();
            charset();
            tokens.space();
        }
        return keys();
    }

    /** Reads {@code c key *(SP key)} to the end: SORT and THREAD (RFC 5256 §5). */
    SearchKey parseWithCharset() throws ImapException {
        charset();
        tokens.space();
        return keys();
    }

    private SearchKey keys() throws ImapException {
        List<SearchKey> all = new ArrayList<>();
        do {
            all.add(key(0));
        } while (tokens.skipIf(' '));
        tokens.end();
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    /** Whether MODSEQ was among the keys: then the answer tells one (RFC 7162 §3.1.6). */
    boolean asksModseq() {
        return modseq;
    }

    /** There is one MODSEQ a message; of which flag it is asked for makes no difference. */
    private SearchKey modseq() throws ImapException {
        modseq = true;
        tokens.space();
        if (tokens.sees('"')) {
            if (!tokens.string().startsWith("/flags/")) {
                throw ImapException.bad("Unknown MODSEQ entry");
            }
            tokens.space();
            switch (tokens.keyword()) {
                case "PRIV", "SHARED", "ALL" -> tokens.space();
                default -> throw ImapException.bad("Unknown MODSEQ entry type");
            }
        }
        return new SearchKey.Modseq(tokens.modseq());
    }

    private void charset() throws ImapException {
        charset =
                switch (tokens.astring().toUpperCase(Locale.ROOT)) {
                    case "US-ASCII" -> StandardCharsets.US_ASCII;
                    case "UTF-8" -> StandardCharsets.UTF_8;
                    default ->
                            throw ImapException.no(
                                    "BADCHARSET (US-ASCII UTF-8)", "Charset is not supported");
                };
    }

    private SearchKey key(int depth) throws ImapException {
        if (depth > MAX_DEPTH) {
            throw ImapException.bad("Search is nested too deep");
        }
        if (tokens.skipIf('(')) {
            List<SearchKey> all = new ArrayList<>();
            do {
                all.add(key(depth + 1));
            } while (tokens.skipIf(' '));
            tokens.expect(')');
            return new SearchKey.And(all);
        }
        if (tokens.seesSequence()) {
            count();
            return new SearchKey.Among(SequenceSet.parse(tokens).matchingMessages(selected));
        }
        return key(tokens.keyword(), depth);
    }

    private void count() throws ImapException {
        if (++keys > MAX_KEYS) {
            throw ImapException.bad("Too many search keys");
        }
    }

    private SearchKey key(String name, int depth) throws ImapException {
        count();
        return switch (name) {
            case "ALL" -> new SearchKey.And(List.of());
            case "ANSWERED" -> new SearchKey.Flag(Flags.ANSWERED);
            case "DELETED" -> new SearchKey.Flag(Flags.DELETED);
            case "DRAFT" -> new SearchKey.Flag(Flags.DRAFT);
            case "FLAGGED" -> new SearchKey.Flag(Flags.FLAGGED);
            case "SEEN" -> new SearchKey.Flag(Flags.SEEN);
            case "UNANSWERED" -> not(new SearchKey.Flag(Flags.ANSWERED));
            case "UNDELETED" -> not(new SearchKey.Flag(Flags.DELETED));
            case "UNDRAFT" -> not(new SearchKey.Flag(Flags.DRAFT));
            case "UNFLAGGED" -> not(new SearchKey.Flag(Flags.FLAGGED));
            case "UNSEEN" -> not(new SearchKey.Flag(Flags.SEEN));
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> not(new SearchKey.Recent());
            case "NEW" ->
                    new SearchKey.And(
                            List.of(new SearchKey.Recent(), not(new SearchKey.Flag(Flags.SEEN))));
            case "KEYWORD" -> new SearchKey.Keyword(flagKeyword());
            case "UNKEYWORD" -> not(new SearchKey.Keyword(flagKeyword()));
            case "SAVEDATESUPPORTED" -> new SearchKey.And(List.of()); // RFC 8514 §4.3: all
            case "SAVEDBEFORE" -> saved(Relation.BEFORE);
            case "SAVEDON" -> saved(Relation.ON);
            case "SAVEDSINCE" -> saved(Relation.SINCE);
            case "EMAILID" -> new SearchKey.Messages(ids('M').boxed().collect(toUnmodifiableSet()));
            case "THREADID" ->
                    new SearchKey.Messages(
                            ids('T').boxed()
                                    .flatMap(id -> view.index().messagesOfThread(id).stream())
                                    .collect(toUnmodifiableSet()));
            case "LARGER" -> new SearchKey.Size(number(), Long.MAX_VALUE);
            case "SMALLER" -> new SearchKey.Size(-1, number());
            case "MODSEQ" -> modseq();
            case "OLDER" -> new SearchKey.Age(false, ago());
            case "YOUNGER" -> new SearchKey.Age(true, ago());
            case "UID" -> {
                tokens.space();
                yield new SearchKey.Among(SequenceSet.parse(tokens).uids(selected));
            }
            case "NOT" -> {
                tokens.space();
                yield not(key(depth + 1));
            }
            case "OR" -> {
                tokens.space();
                SearchKey first = key(depth + 1);
                tokens.space();
                yield new SearchKey.Or(first, key(depth + 1));
            }
            default -> contentKey(name);
        };
    }

    private SearchKey contentKey(String name) throws ImapException {
        return switch (name) {
            case "BEFORE" -> received(Relation.BEFORE);
            case "ON" -> received(Relation.ON);
            case "SINCE" -> received(Relation.SINCE);
            case "SENTBEFORE" -> sent(Relation.BEFORE);
            case "SENTON" -> sent(Relation.ON);
            case "SENTSINCE" -> sent(Relation.SINCE);
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(name, text());
            case "HEADER" -> {
                tokens.space();
                String field = tokens.astring();
                yield new SearchKey.Header(field, text());
            }
            case "BODY" -> inText(false);
            case "TEXT" -> inText(true);
            default -> throw ImapException.bad("Unknown search key");
        };
    }

    private SearchKey inText(boolean header) throws ImapException {
        if (++texts > MAX_TEXTS) {
            throw ImapException.no("LIMIT", "At most " + MAX_TEXTS + " texts are searched for");
        }
        return new SearchKey.Text(text(), header);
    }

    private static SearchKey not(SearchKey key) {
        return new SearchKey.Not(key);
    }

    private String flagKeyword() throws ImapException {
        tokens.space();
        return tokens.atom();
    }

    private long number() throws ImapException {
        tokens.space();
        return tokens.number();
    }

    /** So many seconds ago (RFC 5032). */
    private Instant ago() throws ImapException {
        long seconds = number();
        if (seconds == 0 || seconds > 0xffff_ffffL) {
            throw ImapException.bad("An interval is 1 to 4294967295 seconds");
        }
        return clock.instant().minusSeconds(seconds);
    }

    /** The number in an object id, if there is one (RFC 8474 §6). */
    private LongStream ids(char kind) throws ImapException {
        tokens.space();
        return ObjectId.number(kind, tokens.atom()).stream();
    }

    /** Save dates belong to the place, not to the message: the store is asked once for all. */
    private SearchKey saved(Relation relation) throws ImapException {
        tokens.space();
        LocalDate day = ImapDate.date(tokens.astring());
        LocalDate from = relation == Relation.BEFORE ? LocalDate.EPOCH.withYear(-9999) : day;
        LocalDate before =
                switch (relation) {
                    case BEFORE -> day;
                    case ON -> day.plusDays(1);
                    case SINCE -> LocalDate.EPOCH.withYear(99_999);
                };
        MsnRanges found = new MsnRanges();
        for (long uid : view.index().savedBetween(from, before)) {
            view.addUidRange(found, uid, uid);
        }
        return new SearchKey.Among(found);
    }

    private SearchKey received(Relation relation) throws ImapException {
        tokens.space();
        return new SearchKey.Received(relation, ImapDate.date(tokens.astring()));
    }

    private SearchKey sent(Relation relation) throws ImapException {
        tokens.space();
        return new SearchKey.Sent(relation, ImapDate.date(tokens.astring()));
    }

    private SoughtText text() throws ImapException {
        tokens.space();
        byte[] bytes = tokens.astringBytes();
        try {
            return new SoughtText(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw ImapException.bad("Text is not in the charset of the search");
        }
    }
}
