package org.hailpost.imap;

import java.util.List;
import java.util.Locale;

/** Names of entries (RFC 5464 §3.2): a path in one of two scopes, in any case. */
final class MetadataEntry {
    static final String PRIVATE = "/private";
    static final String SHARED = "/shared";
    private static final int MAX_OCTETS = 512;

    private MetadataEntry() {}

    /**
     * Reads a name.
     *
     * @return in lower case
     */
    static String parse(Tokens tokens) throws ImapException {
        String name = tokens.astring();
        boolean sound = name.length() <= MAX_OCTETS && !name.endsWith("/") && !name.contains("//");
        for (int i = 0; i < name.length() && sound; i++) {
            char c = name.charAt(i);
            sound = c >= ' ' && c <= '~' && c != '*' && c != '%';
        }
        String entry = name.toLowerCase(Locale.ROOT);
        if (!sound || !(in(entry, PRIVATE) || in(entry, SHARED))) {
            throw ImapException.bad("Bad entry name");
        }
        return entry;
    }

    /** Reads a name that can have a value: more than a scope, and of a vendor's own a whole one. */
    static String parseOne(Tokens tokens) throws ImapException {
        String entry = parse(tokens);
        String[] levels = entry.split("/", -1); // the first is empty, the second the scope
        if (levels.length < 3 || (levels[2].equals("vendor") && levels.length < 5)) {
            throw ImapException.bad("Entry name is too short");
        }
        return entry;
    }

    /** Whether it is that entry or lies below it. */
    static boolean in(String entry, String above) {
        return entry.startsWith(above)
                && (entry.length() == above.length() || entry.charAt(above.length()) == '/');
    }

    /** Whether it is one of those entries or lies so many levels below it, or fewer. */
    static boolean within(String entry, List<String> above, int depth) {
        return above.stream()
                .filter(name -> in(entry, name))
                .anyMatch(name -> depth >= levels(entry.substring(name.length())));
    }

    private static long levels(String path) {
        return path.chars().filter(c -> c == '/').count();
    }
}
