package org.hailpost.imap;

/** PREVIEW (RFC 8970 §3.3): the first words of a message, in one line. */
final class Preview {
    private static final int MAX_CHARACTERS = 200;

    private Preview() {}

    /** The beginning of a text without control characters, runs of white space as one space. */
    static String of(String text) {
        StringBuilder preview = new StringBuilder(MAX_CHARACTERS);
        int characters = 0;
        boolean space = false;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = characters > 0;
            } else if (!Character.isISOControl(c)) {
                if (characters + (space ? 2 : 1) > MAX_CHARACTERS) {
                    break;
                }
                if (space) {
                    preview.append(' ');
                    characters++;
                    space = false;
                }
                preview.appendCodePoint(c);
                characters++;
            }
        }
        return preview.toString();
    }
}
