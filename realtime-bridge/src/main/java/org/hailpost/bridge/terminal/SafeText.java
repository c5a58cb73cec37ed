package org.hailpost.bridge.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes foreign text harmless for a terminal: no control characters (escape sequences begin with
 * one), no overrides of the writing direction, no invisible tags, no heaps of combining marks. What
 * is taken out leaves a replacement character, so that it is seen.
 */
final class SafeText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int COMBINING_MARKS = 4;
    private static final String TAB = "    ";

    private SafeText() {}

    /** One line: whatever breaks a line becomes a space. */
    static String line(@Nullable String foreign) {
        return foreign == null ? "" : String.join(" ", lines(foreign)).strip();
    }

    /** The lines of a text, without the empty ones at its end. */
    static List<String> lines(String foreign) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int marks = 0;
        for (int i = 0, c; i < foreign.length(); i += Character.charCount(c)) {
            c = foreign.codePointAt(i);
            if (breaksLine(c)) {
                if (!(c == '\n' && i > 0 && foreign.charAt(i - 1) == '\r')) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                continue;
            }
            marks = isMark(c) ? marks + 1 : 0;
            if (marks <= COMBINING_MARKS) {
                append(line, c);
            }
        }
        lines.add(line.toString());
        while (!lines.isEmpty() && lines.getLast().isBlank()) {
            lines.removeLast();
        }
        return lines;
    }

    private static void append(StringBuilder line, int c) {
        if (c == '\t') {
            line.append(TAB);
        } else if (isHarmful(c)) {
            line.appendCodePoint(REPLACEMENT);
        } else {
            line.appendCodePoint(c);
        }
    }

    private static boolean breaksLine(int c) {
        return switch (c) {
            case '\n', '\r', 0x0B, 0x0C, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Control characters of both sets, and format characters but the joiner that emoji need. */
    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> true;
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }
}
