package org.hailpost.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hailpost.mailbox.Flags;

/**
 * Flags of one mailbox between bits and words. Owned by the session's thread; remembers what it
 * rendered, for a mailbox has few combinations.
 */
final class FlagNames {
    private static final int MAX_KEYWORD_LENGTH = 64;
    private static final int MAX_RENDERED = 256;

    private static final List<String> SYSTEM =
            List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft");

    /** Bit of the rendering cache alone: the store has no \Recent. */
    private static final long RECENT = 1 << 6;

    private final Map<Long, byte[]> rendered = new HashMap<>();
    private List<String> keywords;
    private long lastKey = -1;
    private byte[] lastRendered = {};

    /** Flags as a client names them. */
    record Named(long flags, List<String> keywords) {}

    FlagNames(List<String> keywords) {
        this.keywords = keywords;
    }

    /** How many keywords it knows. */
    int count() {
        return keywords.size();
    }

    void keywords(List<String> now) {
        keywords = now;
        rendered.clear();
        lastKey = -1;
    }

    /** The list in parentheses for a message. */
    byte[] render(long flags, boolean recent) {
        long key = recent ? flags | RECENT : flags;
        if (key != lastKey) {
            if (rendered.size() >= MAX_RENDERED) {
                rendered.clear();
            }
            lastRendered = rendered.computeIfAbsent(key, this::compose);
            lastKey = key;
        }
        return lastRendered;
    }

    /** The FLAGS of the mailbox. */
    String all() {
        return list(false);
    }

    /** The PERMANENTFLAGS of the mailbox; {@code \*} while new keywords can be made. */
    String permanent() {
        return list(keywords.size() < Flags.KEYWORD_LIMIT);
    }

    private String list(boolean more) {
        StringBuilder text = new StringBuilder("(").append(String.join(" ", SYSTEM));
        for (String keyword : keywords) {
            text.append(' ').append(keyword);
        }
        return text.append(more ? " \\*)" : ")").toString();
    }

    private byte[] compose(long key) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < SYSTEM.size(); i++) {
            if (Flags.isSet(key, 1L << i)) {
                text.append(SYSTEM.get(i)).append(' ');
            }
        }
        if (Flags.isSet(key, RECENT)) {
            text.append("\\Recent ");
        }
        for (int i = 0; i < keywords.size(); i++) {
            if (Flags.isSet(key, Flags.keyword(i))) {
                text.append(keywords.get(i)).append(' ');
            }
        }
        if (text.length() > 1) {
            text.setLength(text.length() - 1);
        }
        return text.append(')').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads flags that a client wants stored. */
    static Named parse(List<String> names) throws ImapException {
        long flags = 0;
        List<String> words = new ArrayList<>();
        for (String name : names) {
            if (name.startsWith("\\")) {
                flags |= system(name);
            } else if (name.length() > MAX_KEYWORD_LENGTH) {
                throw ImapException.no("LIMIT", "Keyword too long");
            } else if (words.stream().noneMatch(name::equalsIgnoreCase)) {
                words.add(name);
            }
        }
        if (words.size() > Flags.KEYWORD_LIMIT) {
            throw ImapException.no("LIMIT", "Too many keywords");
        }
        return new Named(flags, words);
    }

    private static long system(String name) throws ImapException {
        for (int i = 0; i < SYSTEM.size(); i++) {
            if (SYSTEM.get(i).equalsIgnoreCase(name)) {
                return 1L << i;
            }
        }
        throw ImapException.bad(
                name.toLowerCase(Locale.ROOT).equals("\\recent")
                        ? "\\Recent cannot be stored"
                        : "No such system flag");
    }
}
