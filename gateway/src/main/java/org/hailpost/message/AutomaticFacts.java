package org.hailpost.message;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header says about a machine having sent the mail. Each text is the decoded field, empty
 * if absent. The null sender, which says it most surely, is in the envelope: ask that, too.
 *
 * @param autoSubmitted Auto-Submitted, RFC 3834 §5
 * @param precedence Precedence, never standardised, often sent
 * @param listId List-Id, RFC 2919
 * @param listPost List-Post, RFC 2369 §3.4
 * @param listHeaders true if any List-* field is there, RFC 2369
 * @param report a multipart/report (delivery status, disposition, abuse feedback), or an older
 *     bounce
 * @param autoReply an answering machine's own mark, or a Return-Path that is empty
 * @param hop what gateways like this one have written: see {@link #HOP}
 */
public record AutomaticFacts(
        String autoSubmitted,
        String precedence,
        String listId,
        String listPost,
        boolean listHeaders,
        boolean report,
        boolean autoReply,
        String hop) {
    private static final Pattern MAILTO =
            Pattern.compile("<mailto:([^?>\\s]+)", Pattern.CASE_INSENSITIVE);

    /** The field that a gateway adds to what it forwards or answers by itself. */
    public static final String HOP = "X-Hailpost-Hop";

    /**
     * True if no automatic answer may go back. X-Auto-Response-Suppress is not asked: people's
     * Outlooks send it.
     */
    public boolean automatic() {
        return machine()
                || listHeaders
                || !listId.isEmpty()
                || switch (precedence.toLowerCase(Locale.ROOT)) {
                    case "bulk", "list" -> true;
                    default -> false;
                };
    }

    /** True if no person wrote it: an answering machine, a bounce; not what a list passes on. */
    public boolean machine() {
        String submitted = autoSubmitted.toLowerCase(Locale.ROOT);
        return (!submitted.isEmpty() && !isNo(submitted))
                || report
                || autoReply
                || switch (precedence.toLowerCase(Locale.ROOT)) {
                    case "junk", "auto_reply" -> true;
                    default -> false;
                };
    }

    /** Where the list that passed the mail on takes answers; empty if it says nothing of it. */
    public Optional<Address> list() {
        Matcher mailto = MAILTO.matcher(listPost);
        try {
            return mailto.find() ? Optional.of(Address.parse(mailto.group(1))) : Optional.empty();
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether the mail has already gone through the gateway of this name. */
    public boolean passed(String hostName) {
        for (String each : hop.split("[ ,;]", -1)) {
            if (each.equalsIgnoreCase(hostName)) {
                return true;
            }
        }
        return false;
    }

    /** {@code no}, perhaps with parameters or a comment. */
    private static boolean isNo(String submitted) {
        return submitted.startsWith("no")
                && (submitted.length() == 2 || " \t(;".indexOf(submitted.charAt(2)) >= 0);
    }
}
