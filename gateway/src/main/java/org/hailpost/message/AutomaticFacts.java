package org.hailpost.message;

import java.util.Locale;

/**
 * What the header says about a machine having sent the mail. Each is the decoded field, empty if
 * absent.
 *
 * @param autoSubmitted Auto-Submitted, RFC 3834 §5
 * @param precedence Precedence, never standardised, often sent
 * @param listId List-Id, RFC 2919
 * @param listHeaders true if any List-* field is there
 */
public record AutomaticFacts(
        String autoSubmitted, String precedence, String listId, boolean listHeaders) {
    /**
     * True if no automatic answer may go back. X-Auto-Response-Suppress is not asked: people's
     * Outlooks send it.
     */
    public boolean automatic() {
        String submitted = autoSubmitted.toLowerCase(Locale.ROOT);
        return (!submitted.isEmpty() && !submitted.startsWith("no"))
                || listHeaders
                || !listId.isEmpty()
                || switch (precedence.toLowerCase(Locale.ROOT)) {
                    case "bulk", "junk", "list", "auto_reply" -> true;
                    default -> false;
                };
    }
}
