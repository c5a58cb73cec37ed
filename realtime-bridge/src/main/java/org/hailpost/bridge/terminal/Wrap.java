package org.hailpost.bridge.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Breaks and cuts text by the columns it takes on a terminal, where a character may take none, one
 * or two.
 */
final class Wrap {
    private Wrap() {}

    static int columns(String text) {
        return text.codePoints().map(Wrap::columns).sum();
    }

    private static int columns(int c) {
        return Math.max(0, WCWidth.wcwidth(c));
    }

    /**
     * Lines of at most {@code width} columns, broken at spaces where there are any. An empty text
     * is one empty line.
     */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (columns(rest) > width) {
            int fits = fitting(rest, width);
            int space = rest.lastIndexOf(' ', fits);
            int cut = space > 0 ? space : fits;
            lines.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        if (!rest.isEmpty() || lines.isEmpty()) {
            lines.add(rest);
        }
        return lines;
    }

    /** The text in at most {@code width} columns; what is cut off leaves two dots. */
    static String cut(String text, int width) {
        return columns(text) <= width
                ? text
                : text.substring(0, fitting(text, Math.max(1, width - 2)))
                        + "..".substring(0, Math.min(2, width - 1));
    }

    /** Cut or filled up to exactly {@code width} columns. */
    static String pad(String text, int width) {
        String cut = cut(text, width);
        return cut + " ".repeat(Math.max(0, width - columns(cut)));
    }

    /** How many chars from the start fit, at least one character. */
    private static int fitting(String text, int width) {
        int used = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            used += columns(c);
            if (used > width && i > 0) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }
}
