package org.hailpost.bench;

/**
 * Finds a field in a frame of the gateway without reading the rest, in a fraction of the time a
 * parser takes. Good for fields that come before any text that others chose, or that nobody but the
 * benchmark writes.
 */
final class JsonScan {
    private JsonScan() {}

    /** The first number of this name; -1 if there is none. */
    static long number(String json, String field) {
        int i = after(json, field);
        if (i < 0) {
            return -1;
        }
        long value = 0;
        for (; i < json.length() && Character.isDigit(json.charAt(i)); i++) {
            value = value * 10 + json.charAt(i) - '0';
        }
        return value;
    }

    /** The first text of this name, up to a quote or backslash; empty if there is none. */
    static String text(String json, String field) {
        int start = after(json, field) + 1; // the quote
        if (start == 0) {
            return "";
        }
        int end = start;
        while (end < json.length() && json.charAt(end) != '"' && json.charAt(end) != '\\') {
            end++;
        }
        return json.substring(start, end);
    }

    private static int after(String json, String field) {
        String name = "\"" + field + "\":";
        int at = json.indexOf(name);
        return at < 0 ? -1 : at + name.length();
    }
}
