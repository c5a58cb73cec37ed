package org.hailpost.imap;

import java.text.Normalizer;
import java.util.Locale;

/** The collation i;unicode-casemap (RFC 5051), in which SORT and THREAD compare (RFC 5256 §7). */
final class UnicodeCasemap {
    private UnicodeCasemap() {}

    /** What two texts have in common that are equal: title case, then decomposed. */
    static String key(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text.toUpperCase(Locale.ROOT);
        }
        StringBuilder title = new StringBuilder(text.length());
        text.codePoints().map(Character::toTitleCase).forEach(title::appendCodePoint);
        return Normalizer.normalize(title, Normalizer.Form.NFKD);
    }

    /** Keys in the order of their octets in UTF-8, which is that of their code points. */
    static int compare(String first, String second) {
        int length = Math.min(first.length(), second.length());
        for (int i = 0; i < length; i++) {
            char a = first.charAt(i);
            char b = second.charAt(i);
            if (a != b) {
                return Integer.compare(rank(a), rank(b));
            }
        }
        return Integer.compare(first.length(), second.length());
    }

    /** Surrogates stand for code points above all others. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
