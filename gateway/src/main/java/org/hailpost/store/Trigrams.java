package org.hailpost.store;

import java.util.Collection;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The trigrams of folded text, as hashes. What contains a text has all its trigrams.
 *
 * <p>Where a character is a word, people search for two of them: pairs of such characters count
 * too. The hashes are in the database ({@code search_segment}): who changes them builds it anew.
 */
final class Trigrams {
    /** More tell little more, and each is a read. */
    private static final int MAX_SOUGHT = 8;

    private Trigrams() {}

    /** Every trigram, with repetitions. */
    static void each(String folded, IntConsumer hash) {
        int length = folded.length();
        for (int i = 0; i + 1 < length; i++) {
            char first = folded.charAt(i);
            char second = folded.charAt(i + 1);
            if (i + 2 < length) {
                hash.accept(hash(first, second, folded.charAt(i + 2)));
            }
            if (isWord(first) && isWord(second)) {
                hash.accept(hash(first, second, '\0'));
            }
        }
    }

    /** The hashes to look for; spread over the texts if they are long, none if they are short. */
    static int[] sought(Collection<String> folded) {
        IntStream.Builder all = IntStream.builder();
        for (String text : folded) {
            if (text.length() == 2) {
                each(text, all);
            } else {
                for (int i = 0; i + 2 < text.length(); i++) {
                    if (!mayEndWord(text, i)) {
                        all.add(hash(text.charAt(i), text.charAt(i + 1), text.charAt(i + 2)));
                    }
                }
            }
        }
        int[] distinct = all.build().distinct().toArray();
        if (distinct.length <= MAX_SOUGHT) {
            return distinct;
        }
        return IntStream.range(0, MAX_SOUGHT)
                .map(i -> distinct[i * (distinct.length - 1) / (MAX_SOUGHT - 1)])
                .toArray();
    }

    /**
     * Whether the trigram has a sigma that no Greek letter follows: segments of former days have it
     * as it was written, with a form of its own at the end of words.
     */
    private static boolean mayEndWord(String text, int from) {
        for (int i = from; i < from + 3; i++) {
            if (text.charAt(i) == 'σ'
                    && (i == from + 2 || text.charAt(i + 1) < 'ά' || text.charAt(i + 1) > 'ώ')) {
                return true;
            }
        }
        return false;
    }

    /** CJK ideographs, kana and Hangul. */
    private static boolean isWord(char c) {
        return c >= '\u2e80' && c <= '\ud7af';
    }

    private static int hash(char first, char second, char third) {
        int h = first * 0x9e3779b1;
        h = (Integer.rotateLeft(h, 13) ^ second) * 0x85ebca6b;
        h = (Integer.rotateLeft(h, 13) ^ third) * 0xc2b2ae35;
        h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
        h = (h ^ (h >>> 12)) * 0x297a2d39;
        return h ^ (h >>> 15);
    }
}
