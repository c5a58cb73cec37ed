package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses IMAP data as strictly as a client might; a list becomes a List, a string a String, NIL the
 * Object of that name.
 */
final class ImapData {
    static final Object NIL = new Object();

    private final byte[] bytes;
    private int at;

    private ImapData(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The one list that the bytes are. */
    static List<?> parse(byte[] bytes) {
        ImapData data = new ImapData(bytes);
        Object value = data.value();
        if (data.at != bytes.length || !(value instanceof List<?> list)) {
            throw data.wrong("one list");
        }
        return list;
    }

    private Object value() {
        byte b = bytes[at];
        if (b == '(') {
            return list();
        }
        if (b == '"') {
            return quoted();
        }
        if (b == '{') {
            return literal();
        }
        int start = at;
        while (at < bytes.length
                && ((bytes[at] >= '0' && bytes[at] <= '9')
                        || (bytes[at] >= 'A' && bytes[at] <= 'Z'))) {
            at++;
        }
        String atom = new String(bytes, start, at - start, StandardCharsets.US_ASCII);
        return atom.equals("NIL") ? NIL : Long.valueOf(atom);
    }

    private List<Object> list() {
        List<Object> values = new ArrayList<>();
        at++;
        while (bytes[at] != ')') {
            // Between elements one space; none between the bodies of a multipart.
            if (!values.isEmpty() && !(bytes[at] == '(' && values.getLast() instanceof List)) {
                expect(' ');
            }
            values.add(value());
        }
        at++;
        if (values.isEmpty()) {
            throw wrong("no empty list");
        }
        return values;
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; bytes[at] != '"'; at++) {
            if (bytes[at] == '\\') {
                at++;
                if (bytes[at] != '"' && bytes[at] != '\\') {
                    throw wrong("a quoted special");
                }
            }
            if (bytes[at] == '\r' || bytes[at] == '\n' || bytes[at] <= 0) {
                throw wrong("a quotable character");
            }
            text.append((char) bytes[at]);
        }
        at++;
        return text.toString();
    }

    private String literal() {
        int length = 0;
        for (at++; bytes[at] != '}'; at++) {
            length = 10 * length + bytes[at] - '0';
        }
        at++;
        expect('\r');
        expect('\n');
        at += length;
        String text = new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
        if (text.indexOf('\0') >= 0) {
            throw wrong("no NUL");
        }
        return text;
    }

    private void expect(char c) {
        if (bytes[at++] != c) {
            at--;
            throw wrong("'" + c + "'");
        }
    }

    private AssertionError wrong(String wanted) {
        int from = Math.max(0, at - 40);
        String near =
                new String(
                        bytes,
                        from,
                        Math.min(80, bytes.length - from),
                        StandardCharsets.ISO_8859_1);
        return new AssertionError("expected " + wanted + " at " + at + " near " + near);
    }

    /** Checks the shape of a body: RFC 9051 {@code body}. */
    static void checkBody(List<?> body, boolean extended) {
        if (body.getFirst() instanceof List) {
            int i = 0;
            while (body.get(i) instanceof List<?> part) {
                checkBody(part, extended);
                i++;
            }
            check(body.get(i) instanceof String, "multipart subtype", body);
            check(body.size() == i + (extended ? 5 : 1), "multipart fields", body);
            return;
        }
        check(body.get(0) instanceof String && body.get(1) instanceof String, "type", body);
        check(
                body.get(2) == NIL || (body.get(2) instanceof List<?> p && p.size() % 2 == 0),
                "parameters",
                body);
        check(
                body.get(5) instanceof String && body.get(6) instanceof Long,
                "encoding and size",
                body);
        int fields = 7;
        if ("message".equalsIgnoreCase((String) body.get(0))
                && "rfc822".equalsIgnoreCase((String) body.get(1))) {
            checkEnvelope((List<?>) body.get(7));
            checkBody((List<?>) body.get(8), extended);
            fields = 10;
        } else if ("text".equalsIgnoreCase((String) body.get(0))) {
            fields = 8;
        }
        check(fields == 7 || body.get(fields - 1) instanceof Long, "lines", body);
        check(body.size() == fields + (extended ? 4 : 0), "fields", body);
    }

    /** Checks the shape of an envelope. */
    static void checkEnvelope(List<?> envelope) {
        check(envelope.size() == 10, "ten fields", envelope);
        for (int i = 2; i < 8; i++) {
            if (envelope.get(i) != NIL) {
                for (Object address : (List<?>) envelope.get(i)) {
                    check(((List<?>) address).size() == 4, "address", envelope);
                }
            }
        }
    }

    private static void check(boolean right, String what, List<?> data) {
        if (!right) {
            throw new AssertionError(what + " in " + data);
        }
    }
}
