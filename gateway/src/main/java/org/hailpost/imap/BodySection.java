package org.hailpost.imap;

import java.util.ArrayList;
import java.util.List;

/**
 * Which octets of a message {@code BODY[...]<...>} names (RFC 9051 §6.4.5.1).
 *
 * @param path part numbers; empty for the message itself
 * @param fields of {@code HEADER.FIELDS} and {@code HEADER.FIELDS.NOT}, as written
 * @param origin first octet of a partial, -1 without one
 * @param length octets of a partial at most
 */
record BodySection(List<Integer> path, Kind kind, List<String> fields, long origin, long length) {
    private static final int MAX_PATH = 60;
    private static final int MAX_FIELDS = 200;

    /** The word behind the part numbers. */
    enum Kind {
        CONTENT(""),
        HEADER("HEADER"),
        HEADER_FIELDS("HEADER.FIELDS"),
        HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
        TEXT("TEXT"),
        MIME("MIME");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static BodySection whole(Kind kind) {
        return new BodySection(List.of(), kind, List.of(), -1, 0);
    }

    /** Of BINARY: part numbers alone (RFC 3516 §7). */
    static BodySection parseBinary(Tokens tokens) throws ImapException {
        BodySection section = parse(tokens);
        if (section.kind() != Kind.CONTENT) {
            throw bad();
        }
        return section;
    }

    /** Reads from the opening bracket to the end of the partial. */
    static BodySection parse(Tokens tokens) throws ImapException {
        tokens.expect('[');
        List<Integer> path = new ArrayList<>();
        String word = "";
        if (!tokens.sees(']')) {
            String text = tokens.itemName();
            int at = 0;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                int dot = text.indexOf('.', at);
                int end = dot < 0 ? text.length() : dot;
                path.add(part(text, at, end));
                at = dot < 0 ? end : dot + 1;
                if ((dot >= 0 && at == text.length()) || path.size() > MAX_PATH) {
                    throw bad();
                }
            }
            word = text.substring(at);
        }
        Kind kind = kind(word, path);
        List<String> fields = List.of();
        if (kind == Kind.HEADER_FIELDS || kind == Kind.HEADER_FIELDS_NOT) {
            tokens.space();
            fields = fields(tokens);
        }
        tokens.expect(']');
        long origin = -1;
        long length = 0;
        if (tokens.skipIf('<')) {
            origin = tokens.number();
            tokens.expect('.');
            length = tokens.number();
            tokens.expect('>');
            if (length == 0) {
                throw ImapException.bad("A partial of no octets");
            }
        }
        return new BodySection(path, kind, fields, origin, length);
    }

    private static Kind kind(String word, List<Integer> path) throws ImapException {
        for (Kind kind : Kind.values()) {
            // Only a part has a MIME header; the message's own is its HEADER.
            if (kind.word.equals(word) && !(kind == Kind.MIME && path.isEmpty())) {
                return kind;
            }
        }
        throw bad();
    }

    private static int part(String text, int from, int end) throws ImapException {
        if (end - from > 6 || text.charAt(from) == '0') {
            throw bad();
        }
        int number = 0;
        for (int i = from; i < end; i++) {
            if (!Character.isDigit(text.charAt(i))) {
                throw bad();
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static List<String> fields(Tokens tokens) throws ImapException {
        tokens.expect('(');
        List<String> fields = new ArrayList<>();
        do {
            String field = tokens.astring();
            for (int i = 0; i < field.length(); i++) {
                if (field.charAt(i) <= ' ' || field.charAt(i) > '~' || field.charAt(i) == ':') {
                    throw ImapException.bad("Bad header field name");
                }
            }
            if (field.isEmpty() || fields.size() == MAX_FIELDS) {
                throw ImapException.bad("Bad header field name, or too many");
            }
            fields.add(field);
        } while (tokens.skipIf(' '));
        tokens.expect(')');
        return fields;
    }

    /** How the response names it: with the origin of a partial but not its length. */
    String label(String item) {
        StringBuilder text = new StringBuilder(item).append('[');
        for (int i = 0; i < path.size(); i++) {
            text.append(i == 0 ? "" : ".").append(path.get(i));
        }
        if (!kind.word.isEmpty()) {
            text.append(path.isEmpty() ? "" : ".").append(kind.word);
        }
        if (!fields.isEmpty()) {
            text.append(" (");
            for (int i = 0; i < fields.size(); i++) {
                text.append(i == 0 ? "" : " ").append(quoteIfNeeded(fields.get(i)));
            }
            text.append(')');
        }
        text.append(']');
        if (origin >= 0) {
            text.append('<').append(origin).append('>');
        }
        return text.toString();
    }

    private static String quoteIfNeeded(String field) {
        for (int i = 0; i < field.length(); i++) {
            if (!Tokens.isAstringChar((byte) field.charAt(i))) {
                return '"' + field.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
        }
        return field;
    }

    private static ImapException bad() {
        return ImapException.bad("Bad body section");
    }
}
