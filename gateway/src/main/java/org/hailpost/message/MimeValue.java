package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value with parameters (RFC 2045 §5.1), as Content-Type and Content-Disposition have; all raw.
 *
 * @param value what comes before the first semicolon, without comments
 */
record MimeValue(String value, List<Parameter> parameters) {
    /** More than any mail needs; RFC 2231 pieces count one each. */
    static final int MAX_PARAMETERS = 64;

    private static final int MAX_VALUE = 127;

    record Parameter(String name, String value) {}

    static MimeValue parse(String text) {
        int i = 0;
        StringBuilder value = new StringBuilder();
        while (i < text.length() && text.charAt(i) != ';') {
            if (text.charAt(i) == '(') {
                i = afterComment(text, i);
            } else {
                char c = text.charAt(i++);
                if (c != ' ' && c != '\t' && value.length() < MAX_VALUE) {
                    value.append(c);
                }
            }
        }
        return new MimeValue(value.toString(), parameters(text, i));
    }

    private static List<Parameter> parameters(String text, int start) {
        List<Parameter> found = new ArrayList<>();
        int i = start;
        while (i < text.length() && found.size() < MAX_PARAMETERS) {
            char c = text.charAt(i);
            if (c == ';' || c == ' ' || c == '\t') {
                i++;
            } else if (c == '(') {
                i = afterComment(text, i);
            } else {
                int nameStart = i;
                while (i < text.length() && text.charAt(i) != '=' && text.charAt(i) != ';') {
                    i++;
                }
                String name = text.substring(nameStart, i).strip();
                if (i < text.length() && text.charAt(i) == '=') {
                    StringBuilder value = new StringBuilder();
                    i = parameterValue(text, i + 1, value);
                    if (!name.isEmpty()) {
                        // A piece of a value (RFC 2231 §3) keeps its spaces: more comes behind.
                        boolean piece = name.indexOf('*') > 0;
                        found.add(
                                new Parameter(
                                        name, piece ? value.toString() : value.toString().strip()));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** Reads a token or a quoted string; a token may hold spaces inside, as file names do. */
    private static int parameterValue(String text, int start, StringBuilder value) {
        int i = start;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        if (i == text.length() || text.charAt(i) != '"') {
            int end = text.indexOf(';', i);
            end = end < 0 ? text.length() : end;
            value.append(text.substring(i, end).strip());
            return end;
        }
        for (i++; i < text.length() && text.charAt(i) != '"'; i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            value.append(text.charAt(i));
        }
        int end = text.indexOf(';', i);
        return end < 0 ? text.length() : end;
    }

    /** Index after the comment that begins here; the end if it never closes. */
    static int afterComment(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return text.length();
    }

    /** The first parameter of this name; null if there is none. */
    @Nullable String get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equalsIgnoreCase(name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /** As {@link #get}, up to the first white space: for tokens. */
    String token(String name) {
        String value = get(name);
        if (value == null) {
            return "";
        }
        int end = 0;
        while (end < value.length() && value.charAt(end) != ' ' && value.charAt(end) != '\t') {
            end++;
        }
        return value.substring(0, end);
    }

    /** True if the text is a token of RFC 2045 §5.1. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
