package org.hailpost.app;

import org.hailpost.outbound.Allowance;

/**
 * {@code [submission]}: what members may send to the world outside, by mail client or terminal.
 *
 * @param mailsPerDay 0: any number
 * @param newPartiesPerDay 0: any number
 * @param showClientAddress whether the outside is told from which host a member submits
 */
record SubmissionSection(int mailsPerDay, int newPartiesPerDay, boolean showClientAddress) {
    static final SubmissionSection DEFAULTS = new SubmissionSection(1000, 200, false);

    SubmissionSection {
        if (mailsPerDay < 0 || newPartiesPerDay < 0) {
            throw new IllegalArgumentException(
                    (mailsPerDay < 0 ? "mailsPerDay" : "newPartiesPerDay")
                            + " must be 0 (no limit) or more");
        }
    }

    Allowance.Daily daily() {
        return new Allowance.Daily(mailsPerDay, newPartiesPerDay);
    }
}
