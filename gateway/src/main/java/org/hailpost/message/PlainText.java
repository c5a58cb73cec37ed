package org.hailpost.message;

/** Keeps text fit for PostgreSQL, JSON and a human's eyes. */
final class PlainText {
    private PlainText() {}

    /**
     * Marks, embeddings and isolates that turn the reading direction, so that a name may look like
     * another.
     */
    static boolean isBidiControl(char c) {
        return (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200E'
                || c == '\u200F'
                || c == '\u061C';
    }

    /**
     * At most so many characters, without NUL and unpaired surrogates; never cut within a surrogate
     * pair.
     */
    static String clean(String text, int maxChars) {
        int end = Math.min(text.length(), maxChars);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        int i = 0;
        while (i < end && sound(text.charAt(i))) {
            i++;
        }
        if (i == end) {
            return text.substring(0, end);
        }
        StringBuilder out = new StringBuilder(end).append(text, 0, i);
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (sound(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < end
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(c == 0 ? ' ' : '\uFFFD');
            }
        }
        return out.toString();
    }

    /**
     * One line for a header fact: cleaned, white space and controls collapsed to single spaces,
     * trimmed.
     */
    static String line(String text, int maxChars) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars));
        boolean space = false;
        for (int i = 0; i < text.length() && out.length() < maxChars; i++) {
            char c = text.charAt(i);
            if (c == ' ' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                space = !out.isEmpty();
            } else {
                if (space) {
                    out.append(' ');
                    space = false;
                }
                out.append(c);
            }
        }
        return clean(out.toString(), maxChars);
    }

    private static boolean sound(char c) {
        return c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }
}
