package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells what a writer says from what he repeats: history, quoted or not, above or below his words,
 * and signatures. Nothing is lost: the pieces together are the text.
 *
 * <p>What cannot be told apart stays visible: answers between quotes, a forwarded mail, which is
 * what its sender wants to show, a quote that a sentence leads to, and text that only looks like
 * history. Of one call and one thread.
 */
public final class Quotes {
    private static final int MAX_ATTRIBUTION_LINES = 4;
    private static final int MAX_ATTRIBUTION = 400;
    private static final int MAX_SIGNATURE_LINES = 12;
    private static final int HEADER_LINES = 6;
    private static final String LIST_FOOTER = "______________________________";

    private final String text;
    private final List<String> lines = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    private Quotes(String text) {
        this.text = text;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            starts.add(at);
            lines.add(text.substring(at, end < 0 ? text.length() : end));
            at = end < 0 ? text.length() : end + 1;
        }
        starts.add(text.length());
    }

    /** Splits the text. Lines end with LF. */
    public static ReadableText fold(String text) {
        return fold(text, text.length(), false);
    }

    /**
     * Splits the text.
     *
     * @param history where, as the mail's markup says, history begins; the text's length if it does
     *     not say
     * @param forward whether the subject says that the mail was forwarded
     */
    static ReadableText fold(String text, int history, boolean forward) {
        return new Quotes(text).fold(history, forward);
    }

    private ReadableText fold(int marked, boolean forward) {
        int history = Math.min(history(forward), forward ? lines.size() : line(marked));
        if (history < 0) {
            return new ReadableText(text, "");
        }
        int end = trailing(history);
        if (history < lines.size() && blank(0, end)) {
            return new ReadableText(text, ""); // he answers below, or in it
        }
        int begin = leading(end);
        return new ReadableText(
                text.substring(0, starts.get(begin)),
                text.substring(starts.get(begin), starts.get(end)),
                text.substring(starts.get(end)));
    }

    /** The first line at or after this index of the text. */
    private int line(int index) {
        int line = 0;
        while (starts.get(line) < Math.min(index, text.length())) {
            line++;
        }
        return line;
    }

    /**
     * The line where history begins that is not marked line by line; the number of lines if there
     * is none; -1 if a mail is passed on there.
     */
    private int history(boolean forward) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.charAt(0) == '>' || !QuoteWords.mayBegin(line)) {
                continue;
            }
            if (QuoteWords.isForwarded(line)) {
                return -1;
            }
            if (QuoteWords.isOriginal(line)) {
                return i;
            }
            if (isHeader(i)) {
                return forward ? -1 : ruled(i);
            }
            if (isUnquotedAttribution(i)) {
                return firstLine(i);
            }
        }
        return lines.size();
    }

    /** A From or Sent field, and soon after it those that mail programs repeat with it. */
    private boolean isHeader(int at) {
        String first = lines.get(at);
        boolean from = QuoteWords.isFrom(first);
        boolean sent = QuoteWords.isSent(first);
        if (first.length() > 500 || !(from || sent)) {
            return false;
        }
        boolean date = false;
        boolean to = false;
        boolean subject = false;
        for (int i = at + 1; i < lines.size() && i <= at + HEADER_LINES; i++) {
            String line = lines.get(i);
            from |= QuoteWords.isFrom(line);
            sent |= QuoteWords.isSent(line);
            date |= QuoteWords.isDate(line);
            to |= QuoteWords.isTo(line);
            subject |= QuoteWords.isSubject(line);
        }
        return from && ((subject && (sent || date || to)) || (sent && to));
    }

    /** The header's rule above it belongs to it. */
    private int ruled(int header) {
        int above = header - 1;
        while (above >= 0 && lines.get(above).isBlank()) {
            above--;
        }
        return above >= 0
                        && (isRule(lines.get(above))
                                || QuoteWords.isOriginalAlone(lines.get(above)))
                ? above
                : header;
    }

    private static boolean isRule(String line) {
        String stripped = line.strip();
        return stripped.length() >= 5
                && stripped.chars().allMatch(c -> c == '_' || c == '-' || c == '─' || c == '=');
    }

    /** An attribution that cannot be anything else, above text that is not marked. */
    private boolean isUnquotedAttribution(int at) {
        String line = lines.get(at);
        if (!endsWithColon(line) || line.length() > MAX_ATTRIBUTION) {
            return false;
        }
        int next = at + 1;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        if (next == lines.size() || lines.get(next).startsWith(">")) {
            return false;
        }
        String whole = String.join(" ", lines.subList(firstLine(at), at + 1));
        boolean opens = QuoteWords.opens(lines.get(firstLine(at)));
        boolean address = whole.indexOf('@') > 0;
        return QuoteWords.wrote(whole)
                && namesYear(whole)
                && (namesTime(whole) ? opens || address : opens && address);
    }

    /** Where an attribution begins that ends with this line; the line itself if it is all. */
    private int firstLine(int at) {
        int best = at;
        int length = 0;
        for (int i = at; i >= 0 && i > at - MAX_ATTRIBUTION_LINES; i--) {
            String line = lines.get(i);
            length += line.length();
            if (line.isBlank()
                    || line.startsWith(">")
                    || length > MAX_ATTRIBUTION
                    || (i < at && endsSentence(line))) {
                break;
            }
            if (QuoteWords.opens(line)) {
                return i;
            }
        }
        return best;
    }

    /** Where, going up from the line, new words end. */
    private int trailing(int from) {
        int end = from;
        for (int before = -1; before != end; ) {
            before = end;
            end = listFooter(end);
            end = signature(end);
            end = sentFrom(end);
            end = quote(end);
        }
        return end;
    }

    /** What list servers add below. */
    private int listFooter(int end) {
        int last = lastWords(end);
        for (int i = last; i > 0 && i > last - 6; i--) {
            if (lines.get(i).startsWith(LIST_FOOTER)) {
                String footer = String.join(" ", lines.subList(i, last + 1));
                return footer.contains("@") || footer.contains("http") ? i : end;
            }
        }
        return end;
    }

    /** From the last delimiter on, if what follows is short (RFC 3676 §4.3: four lines). */
    private int signature(int end) {
        int last = lastWords(end);
        int seen = 0;
        for (int i = last; i >= 0 && seen <= MAX_SIGNATURE_LINES; i--) {
            String line = lines.get(i);
            if (line.equals("-- ") || line.equals("-----BEGIN PGP SIGNATURE-----")) {
                return i;
            }
            // Many programs lose the space.
            if (line.equals("--") && seen <= 6 && (i == 0 || lines.get(i - 1).isBlank())) {
                return i;
            }
            if (line.startsWith(">")) {
                return end;
            }
            boolean armor = !line.isBlank() && line.indexOf(' ') < 0 && line.length() >= 60;
            seen += line.isBlank() || armor ? 0 : 1;
        }
        return end;
    }

    private int sentFrom(int end) {
        int last = lastWords(end);
        return last >= 0 && QuoteWords.isSentFrom(lines.get(last)) ? last : end;
    }

    /** Quoted and empty lines, and the line above that introduces them. */
    private int quote(int end) {
        int first = end;
        int i = end;
        while (i > 0 && (lines.get(i - 1).isBlank() || lines.get(i - 1).startsWith(">"))) {
            i--;
            if (lines.get(i).startsWith(">")) {
                first = i;
            }
        }
        if (first == end) {
            return end;
        }
        int last = lastWords(first);
        int attribution = last < 0 ? -1 : attribution(last);
        if (attribution >= 0) {
            return attribution;
        }
        return last >= 0 && cited(first, last) ? end : first;
    }

    /** Whether quoted lines without attribution are part of what is said. */
    private boolean cited(int first, int above) {
        String line = lines.get(above);
        return (above == first - 1 && (endsWithColon(line) || line.equals("---")))
                || line.startsWith("< ") // of diff
                || (lines.get(first).startsWith(">>> ") && !lines.get(first).startsWith(">>> >"));
    }

    /**
     * Where an attribution like "On Monday, Bob wrote:" begins that ends with this line; -1 if that
     * is none.
     */
    private int attribution(int at) {
        if (!endsWithColon(lines.get(at))) {
            return -1;
        }
        int best = -1;
        String all = "";
        for (int i = at; i >= 0 && i > at - MAX_ATTRIBUTION_LINES; i--) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith(">") || (i < at && endsSentence(line))) {
                break;
            }
            all = line + " " + all;
            if (all.length() > MAX_ATTRIBUTION) {
                break;
            }
            if (isAttribution(all)) {
                best = best < 0 ? i : best;
                if (QuoteWords.opens(line)) {
                    return i;
                }
            }
        }
        return best;
    }

    private static boolean isAttribution(String line) {
        return QuoteWords.wrote(line)
                || line.indexOf('@') > 0
                || (namesYear(line) && namesTime(line));
    }

    /**
     * Where the new words begin: after an attribution and its quote, if nothing more is quoted
     * further down.
     */
    private int leading(int end) {
        int at = nextWords(0, end);
        int colon = at;
        while (colon < end
                && colon < at + MAX_ATTRIBUTION_LINES
                && !endsWithColon(lines.get(colon))) {
            colon++;
        }
        if (colon >= end
                || colon >= at + MAX_ATTRIBUTION_LINES
                || attribution(colon) < 0
                || !blank(at, attribution(colon))) {
            return 0;
        }
        int i = nextWords(colon + 1, end);
        if (i == end || !lines.get(i).startsWith(">")) {
            return 0;
        }
        int last = i;
        while (i < end && (lines.get(i).isBlank() || lines.get(i).startsWith(">"))) {
            last = lines.get(i).isBlank() ? last : i;
            i++;
        }
        if (i == end) {
            return 0; // nothing but a quote
        }
        for (int j = i; j < lines.size(); j++) {
            if (lines.get(j).startsWith(">")) {
                return 0; // he answers piece by piece, or has chosen where
            }
        }
        return last + 1 < i ? i : last + 1;
    }

    private int nextWords(int from, int end) {
        int i = from;
        while (i < end && lines.get(i).isBlank()) {
            i++;
        }
        return i;
    }

    /** The last line above with something in it; -1 if there is none. */
    private int lastWords(int end) {
        int i = end - 1;
        while (i >= 0 && lines.get(i).isBlank() && !lines.get(i).equals("-- ")) {
            i--;
        }
        return i;
    }

    private boolean blank(int from, int end) {
        return nextWords(from, end) == end;
    }

    private static boolean endsWithColon(String line) {
        String stripped = QuoteWords.withoutMarks(line);
        return stripped.endsWith(":") || stripped.endsWith("：");
    }

    private static boolean endsSentence(String line) {
        String stripped = line.stripTrailing();
        return stripped.endsWith(".")
                || stripped.endsWith("!")
                || stripped.endsWith("?")
                || stripped.endsWith("。")
                || endsWithColon(line);
    }

    /** Four digits, of this century or the last, or two in a date like 01.05.26 or 5/1/26. */
    private static boolean namesYear(String line) {
        for (int i = 0; i < line.length(); i++) {
            int digits = digits(line, i);
            if (digits == 4 && (line.startsWith("19", i) || line.startsWith("20", i))) {
                return true;
            }
            if (digits == 2 && i > 2 && "./-".indexOf(line.charAt(i - 1)) >= 0) {
                return Character.isDigit(line.charAt(i - 2));
            }
            i += digits;
        }
        return false;
    }

    /** {@code 10:05}, {@code 10.05}, {@code 10h05}. */
    private static boolean namesTime(String line) {
        for (int i = 0; i < line.length(); i++) {
            int digits = digits(line, i);
            if (digits >= 1
                    && digits <= 2
                    && i + digits < line.length()
                    && ":.h：".indexOf(line.charAt(i + digits)) >= 0
                    && digits(line, i + digits + 1) == 2) {
                return true;
            }
            i += digits;
        }
        return false;
    }

    private static int digits(String line, int from) {
        int i = from;
        while (i < line.length() && Character.isDigit(line.charAt(i))) {
            i++;
        }
        return i - from;
    }
}
