package org.hailpost.imap;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** The fields of a raw header that {@code HEADER.FIELDS} or {@code HEADER.FIELDS.NOT} asks for. */
final class HeaderFilter {
    private HeaderFilter() {}

    /**
     * The fields whose names are in the list (or are not), with their folding, and an empty line.
     */
    static byte[] filter(byte[] header, List<String> names, boolean except) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(Math.min(header.length, 2048));
        int at = 0;
        while (at < header.length && header[at] != '\r' && header[at] != '\n') {
            int end = fieldEnd(header, at);
            if (named(header, at, end, names) != except) {
                kept.write(header, at, end - at);
                if (header[end - 1] != '\n') {
                    kept.write('\r');
                    kept.write('\n');
                }
            }
            at = end;
        }
        kept.write('\r');
        kept.write('\n');
        return kept.toByteArray();
    }

    /** Behind the field's last line: folded lines begin with white space. */
    static int fieldEnd(byte[] header, int from) {
        int at = from;
        while (at < header.length) {
            if (header[at++] == '\n'
                    && (at == header.length || (header[at] != ' ' && header[at] != '\t'))) {
                return at;
            }
        }
        return at;
    }

    private static boolean named(byte[] header, int from, int end, List<String> names) {
        for (String name : names) {
            if (named(header, from, end, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the field in that range has this name, whatever its case. */
    static boolean named(byte[] header, int from, int end, String name) {
        int length = name.length();
        if (from + length >= end) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase((char) header[from + i])
                    != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        int colon = from + length;
        while (colon < end && (header[colon] == ' ' || header[colon] == '\t')) {
            colon++; // RFC 5322 §4.5.8: obsolete, but there
        }
        return colon < end && header[colon] == ':';
    }
}
