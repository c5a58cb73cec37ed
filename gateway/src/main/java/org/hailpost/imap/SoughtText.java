package org.hailpost.imap;

import java.util.regex.Pattern;
import org.hailpost.message.SearchText;
import org.jspecify.annotations.Nullable;

/**
 * A text that a search key looks for, folded.
 *
 * <p>String's search is the fastest in mail as it is written, and takes the product of both lengths
 * in texts made for that; a longer text goes by Boyer-Moore, which a literal pattern is searched
 * by, and which takes their sum.
 */
final class SoughtText {
    private static final int SHORT = 32;

    private final String folded;
    private final @Nullable Pattern pattern;

    SoughtText(String text) {
        folded = SearchText.fold(text);
        pattern = folded.length() <= SHORT ? null : Pattern.compile(folded, Pattern.LITERAL);
    }

    String folded() {
        return folded;
    }

    boolean isIn(String text) {
        return pattern == null ? text.contains(folded) : pattern.matcher(text).find();
    }
}
