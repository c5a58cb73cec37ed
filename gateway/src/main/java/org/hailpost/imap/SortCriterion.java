package org.hailpost.imap;

import java.util.ArrayList;
import java.util.List;

/** One of the things SORT goes by (RFC 5256 §3), upwards or downwards. */
record SortCriterion(Key key, boolean reverse) {
    private static final int MAX = 20;

    enum Key {
        ARRIVAL,
        CC,
        DATE,
        FROM,
        SIZE,
        SUBJECT,
        TO;

        /** Whether it is compared as a number; else as text. */
        boolean isNumber() {
            return this == ARRIVAL || this == DATE || this == SIZE;
        }

        boolean inEnvelope() {
            return this != ARRIVAL && this != SIZE;
        }
    }

    /** Reads the list in parentheses. */
    static List<SortCriterion> parse(Tokens tokens) throws ImapException {
        List<SortCriterion> criteria = new ArrayList<>();
        tokens.expect('(');
        do {
            if (criteria.size() == MAX) {
                throw ImapException.bad("Too many sort criteria");
            }
            String word = tokens.keyword();
            boolean reverse = word.equals("REVERSE");
            if (reverse) {
                tokens.space();
                word = tokens.keyword();
            }
            criteria.add(new SortCriterion(key(word), reverse));
        } while (tokens.skipIf(' '));
        tokens.expect(')');
        return List.copyOf(criteria);
    }

    private static Key key(String word) throws ImapException {
        return switch (word) {
            case "ARRIVAL" -> Key.ARRIVAL;
            case "CC" -> Key.CC;
            case "DATE" -> Key.DATE;
            case "FROM" -> Key.FROM;
            case "SIZE" -> Key.SIZE;
            case "SUBJECT" -> Key.SUBJECT;
            case "TO" -> Key.TO;
            default -> throw ImapException.bad("Unknown sort criterion");
        };
    }
}
