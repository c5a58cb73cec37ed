package org.hailpost.message;

/** Joins and makes format=flowed text (RFC 3676). */
final class FlowedText {
    private FlowedText() {}

    /**
     * @param delSp the trailing space that flows a line is not part of the text (DelSp=yes)
     */
    static String join(String text, boolean delSp) {
        StringBuilder out = new StringBuilder(text.length());
        int openDepth =
                -1; // Quote depth of the paragraph that the last line left open; -1 if none.
        int at = 0;
        while (at < text.length()) {
            int lineEnd = text.indexOf('\n', at);
            int next = lineEnd < 0 ? text.length() : lineEnd + 1;
            int end = lineEnd < 0 ? text.length() : lineEnd;
            if (end > at && text.charAt(end - 1) == '\r') {
                end--;
            }
            int depth = 0;
            while (at + depth < end && text.charAt(at + depth) == '>') {
                depth++;
            }
            int from = at + depth;
            if (from < end && text.charAt(from) == ' ') {
                from++; // Space-stuffing, §4.4.
            }
            boolean signature = end - from == 3 && text.startsWith("-- ", from);
            if (openDepth >= 0 && (openDepth != depth || signature)) {
                out.append('\n');
                openDepth = -1;
            }
            if (openDepth < 0 && depth > 0) {
                out.append(">".repeat(depth)).append(' ');
            }
            boolean flows = end > from && text.charAt(end - 1) == ' ' && !signature && lineEnd >= 0;
            out.append(text, from, flows && delSp ? end - 1 : end);
            if (flows) {
                openDepth = depth;
            } else {
                openDepth = -1;
                if (lineEnd >= 0) {
                    out.append('\n');
                }
            }
            at = next;
        }
        return out.toString();
    }

    /**
     * Breaks long lines at spaces so that they flow back together; lines that would be misread are
     * stuffed. A line that begins with {@code >} is a quote, and stays as it is.
     */
    static String wrap(String text, int width) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 32);
        int at = 0;
        while (at <= text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            String line = text.substring(at, end);
            if (at > 0) {
                out.append('\n');
            }
            wrapLine(out, line.equals("-- ") ? line : line.stripTrailing(), width);
            at = end + 1;
        }
        return out.toString();
    }

    private static void wrapLine(StringBuilder out, String line, int width) {
        int at = 0;
        while (line.length() - at > width && !line.startsWith(">")) {
            int cut = line.lastIndexOf(' ', at + width - 1);
            if (cut <= at
                    || (cut == at + 2
                            && line.startsWith("--", at))) { // "-- " would begin a signature.
                cut = line.indexOf(' ', at + width);
            }
            if (cut < 0 || cut + 1 >= line.length()) {
                break;
            }
            stuffed(out, line, at, cut + 1).append('\n');
            at = cut + 1;
        }
        stuffed(out, line, at, line.length());
    }

    private static StringBuilder stuffed(StringBuilder out, String line, int from, int to) {
        boolean quote = from > 0 && line.startsWith(">", from);
        if (quote || line.startsWith(" ", from) || line.startsWith("From ", from)) {
            out.append(' ');
        }
        return out.append(line, from, to);
    }
}
