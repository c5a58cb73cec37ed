package org.hailpost.mailbox;

import java.util.List;

/**
 * Which of an account's messages surely do not contain a text, as far as that is known without
 * reading them. Never wrong about a message it keeps back; one that passes may still not contain
 * the text. Immutable.
 */
@FunctionalInterface
public interface TextSieve {
    /** What of a message is searched. */
    enum Place {
        /** The decoded text parts. */
        TEXT,
        /** The decoded header fields, each as {@code Name: value}. */
        HEADER
    }

    /** Knows nothing: everything passes. */
    TextSieve OPEN = _ -> true;

    boolean passes(long messageId);

    /** Makes the sieves of one search, which share what they have in common. */
    @FunctionalInterface
    interface Maker {
        /**
         * A sieve for texts in one place.
         *
         * @param folded texts that all have to be in that place; too short ones tell nothing
         */
        TextSieve sieve(Place place, List<String> folded);
    }
}
