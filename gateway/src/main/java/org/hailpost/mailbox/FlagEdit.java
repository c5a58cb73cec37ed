package org.hailpost.mailbox;

/**
 * What is to become of one message's flags: {@code flags & ~clear | set}.
 *
 * @param clear bits of {@link Flags}
 * @param set bits of {@link Flags}
 */
public record FlagEdit(long uid, long clear, long set) {
    /**
     * A part of a STORE.
     *
     * @param bits its flags, keywords included
     */
    public static FlagEdit of(long uid, FlagChange.Operation operation, long bits) {
        return switch (operation) {
            case ADD -> new FlagEdit(uid, 0, bits);
            case REMOVE -> new FlagEdit(uid, bits, 0);
            case REPLACE -> new FlagEdit(uid, -1, bits);
        };
    }

    public long apply(long flags) {
        return (flags & ~clear) | set;
    }

    /** This one and then another of the same message, as one. */
    public FlagEdit then(FlagEdit next) {
        return new FlagEdit(uid, clear | next.clear, next.apply(set));
    }
}
