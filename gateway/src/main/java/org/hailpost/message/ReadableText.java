package org.hailpost.message;

/**
 * A text to show: what its writer says, apart from what he repeats.
 *
 * @param text the new words
 * @param quoted the rest of the same text: quoted history and signature; empty if there is none
 */
public record ReadableText(String text, String quoted) {
    public static final ReadableText EMPTY = new ReadableText("", "");
}
