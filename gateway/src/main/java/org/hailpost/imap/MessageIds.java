package org.hailpost.imap;

import java.util.ArrayList;
import java.util.List;

/** Message ids in a header field, in the form in which REFERENCES compares them (RFC 5256 §3). */
final class MessageIds {
    /** A longer one is none. */
    private static final int MAX_LENGTH = 250;

    private MessageIds() {}

    /**
     * What stands in angle brackets, without them and without quoting.
     *
     * @param most stop after so many
     */
    static List<String> parse(String raw, int most) {
        List<String> ids = new ArrayList<>(2);
        int at = raw.indexOf('<');
        while (at >= 0 && ids.size() < most) {
            StringBuilder id = new StringBuilder();
            int end = read(raw, at + 1, id);
            if (end < 0) {
                break;
            }
            if (!id.isEmpty() && id.length() <= MAX_LENGTH) {
                ids.add(id.toString());
            }
            at = raw.indexOf('<', end);
        }
        return ids;
    }

    /** Up to the closing bracket, behind which it returns; negative if there is none. */
    private static int read(String raw, int from, StringBuilder id) {
        boolean quoted = false;
        for (int at = from; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (c == '>' && !quoted) {
                return at + 1;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted && at + 1 < raw.length()) {
                id.append(raw.charAt(++at));
            } else if (quoted || (c != ' ' && c != '\t' && c != '\r' && c != '\n')) {
                id.append(c);
            }
        }
        return -1;
    }
}
