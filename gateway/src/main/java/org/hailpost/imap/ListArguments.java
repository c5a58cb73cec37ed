package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The arguments of LIST, basic or extended (RFC 5258, RFC 5819, RFC 6154, RFC 9590).
 *
 * @param extended whether any of the extended forms was used
 * @param select selection options
 * @param patterns reference included
 * @param delimiterAsked {@code LIST "" ""}: what is the delimiter
 * @param returned what is asked for beside the names
 */
record ListArguments(
        boolean extended,
        Set<String> select,
        List<ListPattern> patterns,
        boolean delimiterAsked,
        ListReturn returned) {
    private static final int MAX_PATTERNS = 20;
    private static final int MAX_PATTERN_LENGTH = 1024;
    private static final Set<String> SELECT =
            Set.of("SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE");

    static ListArguments parse(Tokens tokens) throws ImapException {
        tokens.space();
        boolean extended = tokens.sees('(');
        Set<String> select = Set.of();
        if (extended) {
            select = selection(tokens);
            tokens.space();
        }
        // RECURSIVEMATCH modifies another option and means nothing alone (RFC 5258 §3.1).
        if (select.contains("RECURSIVEMATCH")
                && !select.contains("SUBSCRIBED")
                && !select.contains("SPECIAL-USE")) {
            throw ImapException.bad("RECURSIVEMATCH needs another selection option");
        }
        String reference = text(tokens, tokens.astring());
        tokens.space();
        List<String> patterns = new ArrayList<>();
        if (tokens.skipIf('(')) {
            extended = true;
            do {
                if (patterns.size() == MAX_PATTERNS) {
                    throw ImapException.bad("Too many patterns");
                }
                patterns.add(text(tokens, tokens.pattern()));
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        } else {
            patterns.add(text(tokens, tokens.pattern()));
        }
        ListReturn returned = ListReturn.NOTHING;
        if (tokens.skipIf(' ')) {
            extended = true;
            if (!tokens.keyword().equals("RETURN")) {
                throw ImapException.bad("Expected RETURN");
            }
            tokens.space();
            returned = ListReturn.parse(tokens);
        }
        tokens.end();
        boolean delimiterAsked = !extended && patterns.equals(List.of(""));
        List<ListPattern> joined = new ArrayList<>();
        for (String pattern : patterns) {
            joined.add(new ListPattern(reference + pattern));
        }
        return new ListArguments(extended, select, joined, delimiterAsked, returned);
    }

    private static Set<String> selection(Tokens tokens) throws ImapException {
        tokens.expect('(');
        Set<String> options = new HashSet<>();
        if (tokens.skipIf(')')) {
            return options;
        }
        do {
            String option = tokens.keyword();
            if (!SELECT.contains(option)) {
                throw ImapException.bad("Unknown LIST selection option");
            }
            options.add(option);
        } while (tokens.skipIf(' '));
        tokens.expect(')');
        return options;
    }

    /** A reference or pattern in the store's form; as wide as a name, and no wider. */
    static String text(Tokens tokens, String wire) throws ImapException {
        if (wire.length() > MAX_PATTERN_LENGTH) {
            throw ImapException.bad("Pattern too long");
        }
        return MailboxName.text(tokens, wire);
    }

    boolean selects(String option) {
        return select.contains(option);
    }

    boolean returns(String option) {
        return returned.options().contains(option);
    }

    boolean matches(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
