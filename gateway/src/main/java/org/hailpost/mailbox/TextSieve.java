package org.hailpost.mailbox;

import java.util.Arrays;

/**
 * Which of an account's messages surely do not contain a text, as far as that is known without
 * reading them. Never wrong about a message it keeps back; one that passes may still not contain
 * the text. Immutable.
 */
public final class TextSieve {
    /** What of a message is searched. */
    public enum Place {
        /** The decoded text parts. */
        TEXT,
        /** The decoded header fields, each as {@code Name: value}. */
        HEADER
    }

    /** Knows nothing: everything passes. */
    public static final TextSieve OPEN = new TextSieve(new long[0], new long[0]);

    private final long[] known;
    private final long[] passing;

    /**
     * @param known ascending ids of the messages it can tell of
     * @param passing ascending ids of those of them that may contain the text
     */
    public TextSieve(long[] known, long[] passing) {
        this.known = known.clone();
        this.passing = passing.clone();
    }

    public boolean passes(long messageId) {
        return Arrays.binarySearch(known, messageId) < 0
                || Arrays.binarySearch(passing, messageId) >= 0;
    }
}
