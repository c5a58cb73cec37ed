package org.hailpost.account;

/**
 * What an account or a domain has of what it may have.
 *
 * @param usedOctets the sizes of all messages in all mailboxes: one that lies in two of them counts
 *     twice, as it does in the sum of STATUS SIZE
 */
public record Quota(long usedOctets, long usedMessages, QuotaLimits limits) {
    /** Whether so much more finds room. */
    public boolean fits(long octets, long messages) {
        return within(usedOctets + octets, limits.octets())
                && within(usedMessages + messages, limits.messages());
    }

    /** Whether a message of this size finds no room even when all others are deleted. */
    public boolean neverFits(long octets) {
        return !within(octets, limits.octets());
    }

    private static boolean within(long used, long limit) {
        return limit == 0 || used <= limit;
    }
}
