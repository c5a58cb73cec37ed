package org.hailpost.imap;

import java.util.regex.Pattern;
import org.hailpost.mailbox.Mailbox;

/**
 * A LIST pattern (RFC 9051 §6.3.9): {@code *} matches anything, {@code %} anything but the
 * delimiter. Walks name and pattern once, whatever the wildcards: no back-tracking, and no further
 * than it may still match.
 */
final class ListPattern {
    private static final int INBOX = 5;
    private static final Pattern WILDCARDS = Pattern.compile("[*%]{2,}");

    private final String pattern;

    ListPattern(String pattern) {
        this.pattern = withoutRuns(pattern);
    }

    /** Wildcards side by side mean what the widest of them does. */
    private static String withoutRuns(String pattern) {
        return WILDCARDS.matcher(pattern).replaceAll(run -> run.group().contains("*") ? "*" : "%");
    }

    boolean matches(String name) {
        boolean inbox = name.equals("INBOX") || name.startsWith("INBOX" + Mailbox.DELIMITER);
        // reached[p]: the name so far can end at place p of the pattern.
        boolean[] reached = new boolean[pattern.length() + 1];
        reached[0] = true;
        skipWildcards(reached);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean anyCase = inbox && i < INBOX;
            boolean[] next = new boolean[reached.length];
            boolean any = false;
            for (int p = 0; p < pattern.length(); p++) {
                if (!reached[p]) {
                    continue;
                }
                char wanted = pattern.charAt(p);
                if (wanted == '*' || (wanted == '%' && c != Mailbox.DELIMITER)) {
                    next[p] = true;
                    any = true;
                } else if (wanted == c
                        || (anyCase && Character.toUpperCase(wanted) == Character.toUpperCase(c))) {
                    next[p + 1] = true;
                    any = true;
                }
            }
            if (!any) {
                return false;
            }
            skipWildcards(next);
            reached = next;
        }
        return reached[pattern.length()];
    }

    private void skipWildcards(boolean[] reached) {
        for (int p = 0; p < pattern.length(); p++) {
            if (reached[p] && (pattern.charAt(p) == '*' || pattern.charAt(p) == '%')) {
                reached[p + 1] = true;
            }
        }
    }
}
