package org.hailpost.bridge.frame;

/** Where a terminal left off: the last seq it has acknowledged in an epoch of the account. */
public record Resume(String epoch, long seq) {
    public Resume {
        Check.length(epoch, FrameLimits.WORD, "resume.epoch");
        Check.that(seq >= 0, "resume.seq must not be negative");
    }
}
