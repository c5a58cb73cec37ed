package org.hailpost.app;

import org.hailpost.account.QuotaLimits;

/**
 * {@code [quota]}: limits of accounts and domains that have none of their own; 0 is no limit.
 *
 * @param accountBytes of each account
 * @param accountMessages of each account
 * @param domainBytes of all accounts of a domain together
 * @param domainMessages of all accounts of a domain together
 */
record QuotaSection(
        long accountBytes, long accountMessages, long domainBytes, long domainMessages) {
    static final QuotaSection DEFAULTS = new QuotaSection(0, 0, 0, 0);

    QuotaSection {
        if (accountMessages < 0 || domainMessages < 0) {
            throw new IllegalArgumentException(
                    (accountMessages < 0 ? "accountMessages" : "domainMessages")
                            + " must be 0 (no limit) or more");
        }
    }

    QuotaLimits account() {
        return new QuotaLimits(accountBytes, accountMessages);
    }

    QuotaLimits domain() {
        return new QuotaLimits(domainBytes, domainMessages);
    }
}
