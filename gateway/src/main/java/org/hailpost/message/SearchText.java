package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Mail as it is searched: decoded, unfolded, without case. Who compares and who indexes both go by
 * this, so that an index never misses what a comparison would find.
 */
public final class SearchText {
    private SearchText() {}

    /** Text as it is compared: without case, and with the one sigma that does not end words. */
    public static String fold(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    }

    /** The fields of a raw header in their order; what is no field has no name. */
    public static List<Field> fields(byte[] header) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < header.length) {
            int end = fieldEnd(header, at);
            String raw = new String(header, at, end - at, StandardCharsets.ISO_8859_1);
            int colon = raw.indexOf(':');
            if (!raw.isBlank()) {
                fields.add(
                        new Field(
                                raw.substring(0, Math.max(0, colon)).strip(),
                                raw.substring(colon + 1)));
            }
            at = end;
        }
        return fields;
    }

    /** Behind the field's last line: folded lines begin with white space. */
    private static int fieldEnd(byte[] header, int from) {
        int at = from;
        while (at < header.length) {
            if (header[at++] == '\n'
                    && (at == header.length || (header[at] != ' ' && header[at] != '\t'))) {
                return at;
            }
        }
        return at;
    }

    /**
     * A header field.
     *
     * @param raw its value as it stands there, one octet per char
     */
    public record Field(String name, String raw) {
        public boolean named(String other) {
            return name.equalsIgnoreCase(other);
        }

        /** The value unfolded and decoded. */
        public String value() {
            return EncodedWords.decode(raw.replace("\r\n", "").replace("\n", "").strip());
        }

        /** Name and value; the value is part of it as it is. */
        public String line() {
            return name + ": " + value();
        }
    }
}
