package org.hailpost.imap;

import org.hailpost.message.EncodedWords;
import org.jspecify.annotations.Nullable;

/**
 * A subject without what replies and forwards put around it, by exactly the steps of RFC 5256 §2.1:
 * clients that thread by themselves come to the same.
 *
 * @param replyOrForward whether something was there that makes it one (§3)
 */
record BaseSubject(String text, boolean replyOrForward) {
    private static final String FORWARD_TRAILER = "(fwd)";
    private static final String FORWARD_HEADER = "[fwd:";

    /**
     * @param raw the Subject field, one octet per char
     */
    static BaseSubject of(@Nullable String raw) {
        return raw == null
                ? new BaseSubject("", false)
                : new Extraction(spaced(EncodedWords.decode(raw))).run();
    }

    /** Step 1: any white space is one space. */
    private static String spaced(String text) {
        StringBuilder spaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (!space) {
                spaced.append(c);
            } else if (spaced.isEmpty() || spaced.charAt(spaced.length() - 1) != ' ') {
                spaced.append(' ');
            }
        }
        return spaced.toString();
    }

    /** Takes away from both ends. */
    private static final class Extraction {
        private final String text;
        private int from;
        private int to;
        private boolean reply;

        Extraction(String text) {
            this.text = text;
            this.to = text.length();
        }

        BaseSubject run() {
            do {
                trimEnd();
                trimStart();
            } while (unwrap());
            return new BaseSubject(text.substring(from, to), reply);
        }

        /** Step 2: subj-trailer. */
        private void trimEnd() {
            while (to > from) {
                if (text.charAt(to - 1) == ' ') {
                    to--;
                } else if (to - from >= FORWARD_TRAILER.length()
                        && isAt(to - FORWARD_TRAILER.length(), FORWARD_TRAILER)) {
                    to -= FORWARD_TRAILER.length();
                    reply = true;
                } else {
                    return;
                }
            }
        }

        /** Steps 3 to 5: subj-leader, and subj-blob if something is left behind it. */
        private void trimStart() {
            while (true) {
                from = afterSpaces(from);
                int lastBlob = from;
                int behind = from;
                for (int next = afterBlob(behind); next >= 0; next = afterBlob(behind)) {
                    lastBlob = behind;
                    behind = next;
                }
                int after = afterReplyMark(behind);
                if (after < 0) {
                    // One blob after the other goes; the last stays if it is all there is.
                    from = behind < to ? behind : lastBlob;
                    return;
                }
                from = after;
                reply = true;
            }
        }

        /** Step 6: subj-fwd; then all begins again. */
        private boolean unwrap() {
            if (to - from <= FORWARD_HEADER.length()
                    || !isAt(from, FORWARD_HEADER)
                    || text.charAt(to - 1) != ']') {
                return false;
            }
            from += FORWARD_HEADER.length();
            to--;
            reply = true;
            return true;
        }

        /** Behind subj-refwd; negative if there is none. */
        private int afterReplyMark(int at) {
            int after;
            if (isAt(at, "re") || isAt(at, "fw")) {
                after = at + 2;
                if (isAt(at, "fwd")) {
                    after++;
                }
            } else {
                return -1;
            }
            after = afterSpaces(after);
            int blob = afterBlob(after);
            after = blob < 0 ? after : blob;
            return after < to && text.charAt(after) == ':' ? after + 1 : -1;
        }

        /** Behind subj-blob; negative if there is none. */
        private int afterBlob(int at) {
            if (at >= to || text.charAt(at) != '[') {
                return -1;
            }
            int end = at + 1;
            while (end < to && text.charAt(end) != '[' && text.charAt(end) != ']') {
                end++;
            }
            return end < to && text.charAt(end) == ']' ? afterSpaces(end + 1) : -1;
        }

        private int afterSpaces(int at) {
            int after = at;
            while (after < to && text.charAt(after) == ' ') {
                after++;
            }
            return after;
        }

        private boolean isAt(int at, String word) {
            return at + word.length() <= to && text.regionMatches(true, at, word, 0, word.length());
        }
    }
}
