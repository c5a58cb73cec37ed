package org.hailpost.message;

/**
 * A text to show: what its writer says, apart from what he repeats. The three together, in this
 * order, are the whole text.
 *
 * @param before quoted history that he answers below; empty if there is none
 * @param text the new words
 * @param quoted the rest: quoted history and signature; empty if there is none
 */
public record ReadableText(String before, String text, String quoted) {
    public static final ReadableText EMPTY = new ReadableText("", "");

    /** Nothing is folded before the new words. */
    public ReadableText(String text, String quoted) {
        this("", text, quoted);
    }

    /** All of it, as it was written. */
    public String whole() {
        return before + text + quoted;
    }
}
