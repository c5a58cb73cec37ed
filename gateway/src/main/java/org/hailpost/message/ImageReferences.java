package org.hailpost.message;

import java.util.Map;

/**
 * Where its HTML shows an image, Outlook writes {@code [cid:image001.png@01DB8A7C.5E1F2D30]} into
 * the plain text. Nobody is shown that id anywhere else, so what the part is listed as takes its
 * place.
 */
final class ImageReferences {
    private static final String BEGIN = "[cid:"; // RFC 2392 §2

    /** Looked at after each beginning, so that many without an end cost little. */
    private static final int MAX_ID = 250;

    private ImageReferences() {}

    /** Whether the text may have some. */
    static boolean isIn(String text) {
        return text.contains(BEGIN);
    }

    /** The text with names; references to what the mail does not have stay as they are. */
    static String named(String text, Entity root) {
        Map<String, String> names = Attachments.namesById(root);
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int mark = text.indexOf(BEGIN); mark >= 0; mark = text.indexOf(BEGIN, mark + 1)) {
            int id = mark + BEGIN.length();
            int end = text.indexOf(']', id, Math.min(text.length(), id + MAX_ID));
            String name = end < 0 ? null : names.get(text.substring(id, end));
            if (name != null) {
                out.append(text, from, mark + 1).append(name);
                from = end;
            }
        }
        return out.append(text, from, text.length()).toString();
    }
}
