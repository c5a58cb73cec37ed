package org.hailpost.imap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The arguments of a command, read from the left by the productions of RFC 9051 §9. What does not
 * fit is a BAD. No look-back, no recursion, no regular expression. Owned by one thread.
 */
final class Tokens {
    private static final String SAVED = "$";

    private final byte[] buffer;
    private final int end;
    private final boolean utf8;
    private int at;
    private Set<String> barred = Set.of();

    /**
     * @param utf8 whether the client has enabled UTF-8: mailbox names are in it then
     */
    Tokens(byte[] buffer, int from, int end, boolean utf8) {
        this.buffer = buffer;
        this.at = from;
        this.end = end;
        this.utf8 = utf8;
    }

    static Tokens of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Tokens(bytes, 0, bytes.length, false);
    }

    /** Refuses words from now on, wherever the grammar has a word. */
    void bar(Set<String> words) {
        barred = words;
    }

    boolean utf8() {
        return utf8;
    }

    /** ATOM-CHAR or resp-specials: neither CTL, space, 8-bit nor a special. */
    static boolean isAstringChar(byte b) {
        return b > ' '
                && b != 127
                && switch (b) {
                    case '(', ')', '{', '%', '*', '"', '\\' -> false;
                    default -> true;
                };
    }

    boolean atEnd() {
        return at == end;
    }

    /** Whether the next octet is this one. */
    boolean sees(char c) {
        return at < end && buffer[at] == c;
    }

    boolean skipIf(char c) {
        if (sees(c)) {
            at++;
            return true;
        }
        return false;
    }

    boolean skipIf(String text) {
        if (end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (buffer[at + i] != text.charAt(i)) {
                return false;
            }
        }
        at += text.length();
        return true;
    }

    void expect(char c) throws ImapException {
        if (!skipIf(c)) {
            throw ImapException.bad(
                    atEnd() ? "Arguments end too early" : "Expected '" + c + "' in arguments");
        }
    }

    void space() throws ImapException {
        if (!skipIf(' ')) {
            throw ImapException.bad(atEnd() ? "Missing argument" : "Expected a space");
        }
    }

    void end() throws ImapException {
        if (at != end) {
            throw ImapException.bad("Unexpected argument");
        }
    }

    /** An atom of at least one character, as written. */
    String atom() throws ImapException {
        return word(false);
    }

    /** An atom in upper case, for key words. */
    String keyword() throws ImapException {
        return allowed(word(false).toUpperCase(Locale.ROOT));
    }

    /** Letters, digits and dots: the name of a FETCH item, which "[" ends. */
    String itemName() throws ImapException {
        int start = at;
        while (at < end && (isAlphanumeric(buffer[at]) || buffer[at] == '.')) {
            at++;
        }
        return allowed(taken(start).toUpperCase(Locale.ROOT));
    }

    private String allowed(String word) throws ImapException {
        if (barred.contains(word)) {
            throw ImapException.bad(word + " is disabled here");
        }
        return word;
    }

    /** Takes {@code $}, the messages saved by a search (RFC 5182), if it is there. */
    boolean skipSaved() throws ImapException {
        return skipIf(SAVED) && !allowed(SAVED).isEmpty();
    }

    /** A flag: an atom, with a backslash before it if it is a system flag. */
    String flag() throws ImapException {
        boolean system = skipIf('\\');
        String name = atom();
        return system ? '\\' + name : name;
    }

    /** The key words of a flag list, with or without parentheses (STORE has both). */
    List<String> flags() throws ImapException {
        List<String> flags = new ArrayList<>();
        if (skipIf('(')) {
            if (!skipIf(')')) {
                do {
                    flags.add(flag());
                } while (skipIf(' '));
                expect(')');
            }
        } else {
            do {
                flags.add(flag());
            } while (skipIf(' '));
        }
        return flags;
    }

    /** A non-zero number of 32 bits or more. */
    long number() throws ImapException {
        int start = at;
        long value = 0;
        while (at < end && isDigit(buffer[at])) {
            if (at - start >= 18) {
                throw ImapException.bad("Number too large");
            }
            value = value * 10 + buffer[at++] - '0';
        }
        if (at == start) {
            throw ImapException.bad("Expected a number");
        }
        return value;
    }

    /** A mod-sequence, 0 included: 63 bits (RFC 7162 §7). */
    long modseq() throws ImapException {
        int start = at;
        long value = 0;
        while (at < end && isDigit(buffer[at])) {
            int digit = buffer[at++] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw ImapException.bad("Mod-sequence too large");
            }
            value = value * 10 + digit;
        }
        if (at == start) {
            throw ImapException.bad("Expected a mod-sequence");
        }
        return value;
    }

    /** The characters of a sequence set. */
    String sequence() throws ImapException {
        int start = at;
        while (at < end
                && (isDigit(buffer[at])
                        || buffer[at] == ':'
                        || buffer[at] == ','
                        || buffer[at] == '*')) {
            at++;
        }
        return taken(start);
    }

    /** Whether this word, in any case, comes next. */
    boolean seesWord(String word) {
        int after = at + word.length();
        if (after > end || (after < end && isAstringChar(buffer[after]))) {
            return false;
        }
        String next = new String(buffer, at, word.length(), StandardCharsets.US_ASCII);
        return next.equalsIgnoreCase(word);
    }

    /** Takes this, in letters of any case, up to the end of a word. */
    boolean skipWords(String text) {
        boolean skipped = seesWord(text);
        at += skipped ? text.length() : 0;
        return skipped;
    }

    /** Whether a sequence set comes next. */
    boolean seesSequence() {
        return at < end && (buffer[at] == '*' || buffer[at] == '$' || isDigit(buffer[at]));
    }

    /** An astring in UTF-8. */
    String astring() throws ImapException {
        return text(astringBytes());
    }

    /** An astring's octets. */
    byte[] astringBytes() throws ImapException {
        if (sees('"') || sees('{')) {
            return stringBytes();
        }
        return word(true).getBytes(StandardCharsets.US_ASCII);
    }

    /** A quoted string or a literal in UTF-8. */
    String string() throws ImapException {
        return text(stringBytes());
    }

    /** A mailbox pattern: an astring that may hold wildcards. */
    String pattern() throws ImapException {
        if (sees('"') || sees('{')) {
            return string();
        }
        int start = at;
        while (at < end && (isAstringChar(buffer[at]) || buffer[at] == '%' || buffer[at] == '*')) {
            at++;
        }
        return taken(start);
    }

    byte[] stringBytes() throws ImapException {
        if (skipIf('"')) {
            return quoted();
        }
        byte[] bytes = literal();
        for (byte b : bytes) {
            if (b == 0) {
                throw ImapException.bad("NUL in a literal");
            }
        }
        return bytes;
    }

    /** A literal of any octets, as it stands behind the "~" of a literal8 (RFC 3516 §4.4). */
    byte[] literal() throws ImapException {
        if (!sees('{')) {
            throw ImapException.bad(atEnd() ? "Missing argument" : "Expected a string");
        }
        int lineEnd = at;
        while (lineEnd < end && buffer[lineEnd] != '\r') {
            lineEnd++;
        }
        Literal literal = Literal.atEnd(buffer, at, lineEnd);
        int start = lineEnd + 2;
        if (literal == null
                || literal.start() != at
                || literal.size() > end - start
                || buffer[lineEnd + 1] != '\n') {
            throw ImapException.bad("Bad literal");
        }
        at = start + (int) literal.size();
        return Arrays.copyOfRange(buffer, start, at);
    }

    private byte[] quoted() throws ImapException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        while (at < end && buffer[at] != '"') {
            byte b = buffer[at++];
            if (b == '\\') {
                if (!sees('"') && !sees('\\')) {
                    throw ImapException.bad("Only \\\" and \\\\ may be escaped");
                }
                b = buffer[at++];
            }
            // RFC 9051 §9; UTF-8 may come before it is enabled, too (RFC 6855 §3).
            if (b == 0 || b == '\r' || b == '\n') {
                throw ImapException.bad("Forbidden character in a quoted string");
            }
            value.write(b);
        }
        if (!skipIf('"')) {
            throw ImapException.bad("Quoted string does not end");
        }
        return value.toByteArray();
    }

    private String word(boolean astring) throws ImapException {
        int start = at;
        while (at < end && isAstringChar(buffer[at]) && (astring || buffer[at] != ']')) {
            at++;
        }
        return taken(start);
    }

    private String taken(int start) throws ImapException {
        if (at == start) {
            throw ImapException.bad(atEnd() ? "Missing argument" : "Unexpected character");
        }
        return new String(buffer, start, at - start, StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) throws ImapException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw ImapException.bad("String is not UTF-8");
        }
    }

    private static boolean isAlphanumeric(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
