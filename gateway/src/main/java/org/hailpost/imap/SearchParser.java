package org.hailpost.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hailpost.imap.SearchKey.Relation;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxView;

/** Parses the keys of one SEARCH, bounded in nesting and number. */
final class SearchParser {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_KEYS = 1000;

    private final Tokens tokens;
    private final MailboxView view;
    private Charset charset = StandardCharsets.UTF_8;
    private int keys;

    SearchParser(Tokens tokens, MailboxView view) {
        this.tokens = tokens;
        this.view = view;
    }

    /** Reads {@code [CHARSET c] key *(SP key)} to the end. */
    SearchKey parse() throws ImapException {
        tokens.space();
        List<SearchKey> all = new ArrayList<>();
        if (tokens.sees('C') || tokens.sees('c')) {
            String first = tokens.keyword();
            if (first.equals("CHARSET")) {
                charset();
                tokens.space();
            } else {
                all.add(key(first, 0));
                if (!tokens.skipIf(' ')) {
                    tokens.end();
                    return all.getFirst();
                }
            }
        }
        do {
            all.add(key(0));
        } while (tokens.skipIf(' '));
        tokens.end();
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    private void charset() throws ImapException {
        if (tokens.utf8()) {
            throw ImapException.bad("Strings are in UTF-8 already"); // RFC 6855 §3
        }
        tokens.space();
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
            return new SearchKey.Among(SequenceSet.parse(tokens).matchingMessages(view));
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
            case "LARGER" -> new SearchKey.Size(number(), Long.MAX_VALUE);
            case "SMALLER" -> new SearchKey.Size(-1, number());
            case "UID" -> {
                tokens.space();
                yield new SearchKey.Among(SequenceSet.parse(tokens).uids(view));
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
            case "BODY" -> new SearchKey.Text(text(), false);
            case "TEXT" -> new SearchKey.Text(text(), true);
            default -> throw ImapException.bad("Unknown search key");
        };
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

    private SearchKey received(Relation relation) throws ImapException {
        tokens.space();
        return new SearchKey.Received(relation, ImapDate.date(tokens.astring()));
    }

    private SearchKey sent(Relation relation) throws ImapException {
        tokens.space();
        return new SearchKey.Sent(relation, ImapDate.date(tokens.astring()));
    }

    private String text() throws ImapException {
        tokens.space();
        byte[] bytes = tokens.astringBytes();
        try {
            return SearchMatcher.fold(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw ImapException.bad("Text is not in the charset of the search");
        }
    }
}
