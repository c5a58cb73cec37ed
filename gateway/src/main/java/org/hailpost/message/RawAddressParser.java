package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an address field (RFC 5322 §3.4 and §4.4) of any bytes into raw strings, making the best of
 * what is no address. One pass; each step consumes at least one character.
 */
final class RawAddressParser {
    private static final int MAX_ADDRESSES = 2000;

    private final String text;
    private final List<RawMailbox> found = new ArrayList<>(2);
    private int at;
    private boolean inGroup;

    // What has been read since the last comma:
    private final StringBuilder phrase = new StringBuilder(); // words with spaces between
    private final StringBuilder local = new StringBuilder(); // the same without
    private boolean words;
    private boolean spaceBefore;
    private @Nullable String comment;
    private @Nullable RawMailbox complete;

    private RawAddressParser(String text) {
        this.text = text;
    }

    static List<RawMailbox> parse(String raw) {
        return new RawAddressParser(raw).parse();
    }

    private List<RawMailbox> parse() {
        while (at < text.length() && found.size() < MAX_ADDRESSES) {
            step(text.charAt(at));
        }
        flush();
        if (inGroup) {
            found.add(RawMailbox.GROUP_END);
        }
        return found;
    }

    private void step(char c) {
        switch (c) {
            case ' ', '\t' -> {
                at++;
                spaceBefore = true;
            }
            case '(' -> readComment();
            case ',' -> {
                at++;
                flush();
            }
            case ';' -> {
                at++;
                flush();
                if (inGroup) {
                    found.add(RawMailbox.GROUP_END);
                    inGroup = false;
                }
            }
            case ':' -> startGroup();
            case '<' -> readAngle();
            case '@' -> readDomainOfBareAddress();
            case '"' -> {
                StringBuilder quoted = new StringBuilder();
                readQuoted(quoted);
                word(quoted);
            }
            default -> {
                int start = at;
                while (at < text.length() && isAtom(text.charAt(at))) {
                    at++;
                }
                if (at == start) {
                    at++; // A stray special: kept as a word, for the name's sake.
                }
                word(text.substring(start, at));
            }
        }
    }

    private void word(CharSequence word) {
        if (words && spaceBefore) {
            phrase.append(' ');
        }
        phrase.append(word);
        local.append(word);
        words = true;
        spaceBefore = false;
    }

    private void startGroup() {
        at++;
        if (inGroup || !words) {
            return; // A colon that begins no group.
        }
        found.add(RawMailbox.groupStart(phrase.toString()));
        inGroup = true;
        reset();
    }

    /** local@domain without angle brackets; a name may follow as a comment. */
    private void readDomainOfBareAddress() {
        at++;
        String host = readDomain();
        if (complete == null) {
            complete = new RawMailbox(null, null, local.toString(), host);
        }
        word("@" + host); // In case it was the name of an address in brackets.
    }

    private void readAngle() {
        at++;
        String route = readRoute();
        StringBuilder angleLocal = new StringBuilder();
        String host = "";
        while (at < text.length() && text.charAt(at) != '>') {
            char c = text.charAt(at);
            if (c == '"') {
                readQuoted(angleLocal);
            } else if (c == '(') {
                at = MimeValue.afterComment(text, at);
            } else if (c == '@') {
                at++;
                host = readDomain();
            } else if (c == ',' && !host.isEmpty()) {
                break; // The bracket is missing.
            } else {
                if (c != ' ' && c != '\t') {
                    angleLocal.append(c);
                }
                at++;
            }
        }
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
        complete =
                new RawMailbox(
                        words ? phrase.toString() : null, route, angleLocal.toString(), host);
    }

    /** The obsolete source route {@code @a,@b:} (RFC 5322 §4.4); null if there is none. */
    private @Nullable String readRoute() {
        int i = at;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        if (i == text.length() || text.charAt(i) != '@') {
            return null;
        }
        int colon = text.indexOf(':', i);
        int close = text.indexOf('>', i);
        if (colon < 0 || (close >= 0 && close < colon)) {
            return null;
        }
        at = colon + 1;
        return text.substring(i, colon).strip();
    }

    /** Atoms and dots, or a literal; white space around dots is obsolete but allowed. */
    private String readDomain() {
        StringBuilder domain = new StringBuilder();
        boolean afterDot = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '[') {
                int close = text.indexOf(']', at);
                close = close < 0 ? text.length() : close + 1;
                domain.append(text, at, close);
                at = close;
                afterDot = false;
            } else if (c == '(') {
                readComment();
            } else if (c == ' ' || c == '\t') {
                at++;
                if (!afterDot && !dotFollows()) {
                    return domain.toString();
                }
            } else if (isAtom(c)) {
                domain.append(c);
                afterDot = c == '.';
                at++;
            } else {
                return domain.toString();
            }
        }
        return domain.toString();
    }

    private boolean dotFollows() {
        int i = at;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        at = i;
        return i < text.length() && text.charAt(i) == '.';
    }

    private void readQuoted(StringBuilder target) {
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            target.append(text.charAt(at));
        }
        at = Math.min(at + 1, text.length());
    }

    private void readComment() {
        int end = MimeValue.afterComment(text, at);
        boolean closed = text.charAt(end - 1) == ')';
        comment = text.substring(at + 1, closed && end - 1 > at ? end - 1 : end).strip();
        at = end;
        spaceBefore = true;
    }

    private void flush() {
        RawMailbox mailbox = complete;
        if (mailbox != null) {
            String name = mailbox.name() == null ? comment : mailbox.name();
            found.add(new RawMailbox(name, mailbox.route(), mailbox.localPart(), mailbox.host()));
        } else if (words) {
            found.add(new RawMailbox(comment, null, phrase.toString(), ""));
        }
        reset();
    }

    private void reset() {
        phrase.setLength(0);
        local.setLength(0);
        words = false;
        spaceBefore = false;
        comment = null;
        complete = null;
    }

    private static boolean isAtom(char c) {
        return c > ' ' && c != 127 && "()<>@,;:\"[]\\".indexOf(c) < 0;
    }
}
