package org.hailpost.account;

/**
 * How much mail there may be.
 *
 * @param octets 0 for any number
 * @param messages 0 for any number
 */
public record QuotaLimits(long octets, long messages) {
    public static final QuotaLimits NONE = new QuotaLimits(0, 0);

    public QuotaLimits {
        if (octets < 0 || messages < 0) {
            throw new IllegalArgumentException("a quota is 0 (no limit) or more");
        }
    }
}
