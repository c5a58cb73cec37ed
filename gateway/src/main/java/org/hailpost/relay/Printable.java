package org.hailpost.relay;

/** Text that is safe in a log line, a report and a terminal. */
final class Printable {
    private static final int MAX_CHARS = 300;

    private Printable() {}

    /** One line of printable ASCII, cut. */
    static String line(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_CHARS; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 127 ? c : c == '\n' || c == '\r' || c == '\t' ? ' ' : '?');
        }
        return out.toString();
    }
}
