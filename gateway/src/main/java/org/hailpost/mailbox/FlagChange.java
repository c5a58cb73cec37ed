package org.hailpost.mailbox;

import java.util.List;
import java.util.OptionalLong;

/**
 * One STORE (RFC 9051 §6.4.6).
 *
 * @param flags system flag bits
 * @param keywords keywords by name; unknown ones are made, up to {@link Flags#KEYWORD_LIMIT}
 * @param unchangedSince CONDSTORE's test (RFC 7162 §3.1.3)
 */
public record FlagChange(
        Operation operation, long flags, List<String> keywords, OptionalLong unchangedSince) {
    /** How the flags combine with what is there. */
    public enum Operation {
        ADD,
        REMOVE,
        REPLACE
    }

    public FlagChange {
        keywords = List.copyOf(keywords);
    }

    /**
     * Its flags and keywords as bits; empty if a keyword is new.
     *
     * @param known the mailbox's keywords
     */
    public OptionalLong bits(List<String> known) {
        long bits = flags;
        for (String keyword : keywords) {
            int at = 0;
            while (at < known.size() && !known.get(at).equalsIgnoreCase(keyword)) {
                at++;
            }
            if (at == known.size()) {
                return OptionalLong.empty();
            }
            bits |= Flags.keyword(at);
        }
        return OptionalLong.of(bits);
    }

    public static FlagChange of(Operation operation, long flags) {
        return new FlagChange(operation, flags, List.of(), OptionalLong.empty());
    }

    /**
     * The outcome.
     *
     * @param modseq the one MODSEQ of all changed rows; 0 if nothing changed
     * @param changed the rows whose flags are different now
     * @param modified UIDs refused by UNCHANGEDSINCE
     */
    public record Outcome(long modseq, List<MailboxDelta.Row> changed, List<Long> modified) {}
}
