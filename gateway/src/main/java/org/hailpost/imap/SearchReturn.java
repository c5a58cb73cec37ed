package org.hailpost.imap;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a client wants to be told of what is found: RETURN of SEARCH (RFC 4731, RFC 5182) and of
 * SORT (RFC 5267 §3).
 *
 * @param extended whether the answer is an ESEARCH response
 */
record SearchReturn(boolean extended, Set<Option> options) {
    enum Option {
        MIN,
        MAX,
        COUNT,
        ALL,
        SAVE
    }

    private static final String RETURN = "RETURN";

    /** Reads the options if there are any, to the space before the search program. */
    static SearchReturn parse(Tokens tokens, boolean rev2) throws ImapException {
        tokens.space();
        if (!tokens.seesWord(RETURN)) {
            return new SearchReturn(rev2, EnumSet.of(Option.ALL)); // RFC 9051 §6.4.4
        }
        tokens.keyword();
        tokens.space();
        tokens.expect('(');
        Set<Option> options = EnumSet.noneOf(Option.class);
        if (!tokens.skipIf(')')) {
            do {
                options.add(option(tokens.keyword()));
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        }
        tokens.space();
        if (options.isEmpty()) { // RFC 4731 §3.1
            options.add(Option.ALL);
        }
        return new SearchReturn(true, options);
    }

    private static Option option(String word) throws ImapException {
        return switch (word) {
            case "MIN" -> Option.MIN;
            case "MAX" -> Option.MAX;
            case "COUNT" -> Option.COUNT;
            case "ALL" -> Option.ALL;
            case "SAVE" -> Option.SAVE;
            default -> throw ImapException.bad("Unknown search return option");
        };
    }

    boolean wants(Option option) {
        return options.contains(option);
    }

    /** Nothing is told of what is only saved (RFC 5182 §2.1). */
    boolean silent() {
        return options.equals(EnumSet.of(Option.SAVE));
    }

    /**
     * Of what was found, in the order of the answer, what MODSEQ is told of (RFC 4731 §3.2) and
     * what is saved (RFC 5182 §2.4): the first and the last only if nothing else was asked for.
     */
    int[] narrowed(int[] order) {
        boolean min = wants(Option.MIN);
        boolean max = wants(Option.MAX);
        if (!(min || max) || wants(Option.COUNT) || wants(Option.ALL) || order.length < 2) {
            return order;
        }
        int first = order[0];
        int last = order[order.length - 1];
        return min && max ? new int[] {first, last} : new int[] {min ? first : last};
    }
}
