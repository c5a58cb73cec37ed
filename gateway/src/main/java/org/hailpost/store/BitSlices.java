package org.hailpost.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The Bloom filters of up to {@value #MESSAGES} messages, slice by slice: slice n says which of
 * them have a trigram whose hash begins with the bits of n. Built at full width and folded to what
 * the messages need, so that long and short ones cost about a seventh of the bits each. Used by one
 * thread, for one segment after the other.
 */
final class BitSlices {
    static final int MESSAGES = 256;

    /** Octets of a slice. */
    static final int SLICE = MESSAGES / Byte.SIZE;

    private static final int WORDS = MESSAGES / Long.SIZE;
    private static final int FULL_LOG = 15;
    private static final int LEAST_LOG = 8;

    /** Bits set of all: with eight trigrams sought, chance lets nobody pass. */
    private static final double DENSE = 0.16;

    private final long[] full = new long[WORDS << FULL_LOG];

    /** Slices as they are stored. */
    @SuppressWarnings("ArrayRecordComponent") // on its way to the database
    record Packed(byte[] bits, int log) {}

    void clear() {
        Arrays.fill(full, 0);
    }

    /** Adds folded text of a message. */
    void add(int message, String folded) {
        int word = message / Long.SIZE;
        long bit = 1L << (message % Long.SIZE);
        Trigrams.each(
                folded, hash -> full[(hash >>> (Integer.SIZE - FULL_LOG)) * WORDS + word] |= bit);
    }

    /** The message may contain anything: it is not known. */
    void addAnything(int message) {
        long bit = 1L << (message % Long.SIZE);
        for (int at = message / Long.SIZE; at < full.length; at += WORDS) {
            full[at] |= bit;
        }
    }

    Packed pack() {
        long[] words = full;
        int log = FULL_LOG;
        while (log > LEAST_LOG) {
            long[] half = halved(words);
            long set = Arrays.stream(half).map(Long::bitCount).sum();
            if (set > DENSE * half.length * Long.SIZE) {
                break;
            }
            words = half;
            log--;
        }
        ByteBuffer bits = ByteBuffer.allocate(words.length * Long.BYTES);
        bits.asLongBuffer().put(words);
        return new Packed(bits.array(), log);
    }

    /** Neighbours become one: hashes count with one bit less. */
    private static long[] halved(long[] words) {
        long[] half = new long[words.length / 2];
        for (int at = 0; at < half.length; at++) {
            int left = at / WORDS * 2 * WORDS + at % WORDS;
            half[at] = words[left] | words[left + WORDS];
        }
        return half;
    }

    /** The messages that are in all of these slices, which follow one another. */
    static long[] common(byte[] slices) {
        long[] common = new long[WORDS];
        Arrays.fill(common, -1);
        ByteBuffer words = ByteBuffer.wrap(slices);
        for (int at = 0; words.hasRemaining(); at++) {
            common[at % WORDS] &= words.getLong();
        }
        return common;
    }

    static boolean isSet(long[] messages, int message) {
        return (messages[message / Long.SIZE] >>> (message % Long.SIZE) & 1) != 0;
    }
}
