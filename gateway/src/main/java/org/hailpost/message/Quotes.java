package org.hailpost.message;

import java.util.List;
import java.util.Locale;

/**
 * Tells what a writer says from what he repeats: a signature, and quoted history at the end.
 * Nothing is lost.
 */
public final class Quotes {
    /** What mail programs write above the message they repeat unquoted, in lower case. */
    private static final List<String> SEPARATORS =
            List.of(
                    "original message",
                    "forwarded message",
                    "reply message", // English
                    "ursprüngliche nachricht",
                    "weitergeleitete nachricht",
                    "originalnachricht", // German
                    "message d'origine",
                    "message original",
                    "message transféré", // French
                    "mensaje original",
                    "mensagem original",
                    "messaggio originale", // Spanish, Portuguese, Italian
                    "oorspronkelijk bericht",
                    "originalmeddelande",
                    "opprinnelig melding", // Dutch, Nordic
                    "исходное сообщение",
                    "пересылаемое сообщение",
                    "oryginalna wiadomość", // Russian, Polish
                    "原始邮件",
                    "原始郵件",
                    "元のメッセージ",
                    "원본 메시지"); // Chinese, Japanese, Korean

    /** First field of the header block Outlook repeats, by language, in lower case. */
    private static final List<String> FROM_FIELDS =
            List.of(
                    "from:", "von:", "de:", "da:", "van:", "från:", "fra:", "od:", "от:", "发件人:",
                    "发件人：", "差出人:");

    private static final int MAX_ATTRIBUTION_LINES = 3;

    private Quotes() {}

    /** Splits the text so that {@code text + quoted} is the text again. Lines end with LF. */
    public static ReadableText fold(String text) {
        int cut = cut(text);
        return new ReadableText(text.substring(0, cut), text.substring(cut));
    }

    private static int cut(String text) {
        int at = 0;
        while (at < text.length()) {
            int next = nextLine(text, at);
            String line = line(text, at, next);
            if (isSignature(line) || isSeparator(line) || isOutlookHeader(text, at, line)) {
                return trailingQuote(text, at);
            }
            at = next;
        }
        return trailingQuote(text, text.length());
    }

    /**
     * Walks up from the end over quoted and empty lines, and then over the line that introduces
     * them.
     */
    private static int trailingQuote(String text, int end) {
        int cut = end;
        int at = end;
        boolean quoted = false;
        while (at > 0) {
            int start = previousLine(text, at);
            String line = line(text, start, at);
            if (line.startsWith(">")) {
                quoted = true;
                cut = start;
            } else if (!line.isBlank()) {
                break;
            }
            at = start;
        }
        return quoted ? attribution(text, at, cut) : end;
    }

    /**
     * Where an attribution like "On Monday, Bob wrote:" begins that ends at {@code end}; {@code
     * otherwise} if there is none.
     */
    private static int attribution(String text, int end, int otherwise) {
        if (end == 0) {
            return otherwise;
        }
        int start = end;
        int weak = otherwise;
        String lines = "";
        for (int i = 0; i < MAX_ATTRIBUTION_LINES && start > 0; i++) {
            int from = previousLine(text, start);
            String line = line(text, from, start);
            if (line.isBlank()
                    || line.startsWith(">")
                    || (i == 0 ? !endsWithColon(line) : endsSentence(line))) {
                break;
            }
            lines = line + " " + lines;
            start = from;
            if (namesTime(lines)) {
                return start;
            }
            weak = namesWriter(lines) ? start : weak;
        }
        return weak;
    }

    private static boolean endsWithColon(String line) {
        String stripped = line.stripTrailing();
        return stripped.endsWith(":") || stripped.endsWith("：");
    }

    private static boolean endsSentence(String line) {
        String stripped = line.stripTrailing();
        return stripped.endsWith(".")
                || stripped.endsWith("!")
                || stripped.endsWith("?")
                || endsWithColon(line);
    }

    private static boolean namesTime(String lines) {
        return lines.chars().anyMatch(Character::isDigit);
    }

    private static boolean namesWriter(String lines) {
        String lower = lines.toLowerCase(Locale.ROOT);
        return lower.contains("@") || lower.contains("wrote") || lower.contains("schrieb");
    }

    private static boolean isSignature(String line) {
        return line.equals("-- ");
    }

    private static boolean isSeparator(String line) {
        if (!line.startsWith("--") || line.length() > 100) {
            return false;
        }
        String lower = line.toLowerCase(Locale.ROOT);
        return SEPARATORS.stream().anyMatch(lower::contains);
    }

    /** A From field followed within three lines by another field that has an address or a date. */
    private static boolean isOutlookHeader(String text, int at, String line) {
        if (line.length() > 300 || !beginsWithFrom(line)) {
            return false;
        }
        int fields = 0;
        int next = nextLine(text, at);
        for (int i = 0; i < 3 && next < text.length(); i++) {
            int end = nextLine(text, next);
            String field = line(text, next, end);
            int colon = Math.max(field.indexOf(':'), field.indexOf('：'));
            if (colon > 0 && colon < 20) {
                fields++;
            }
            next = end;
        }
        return fields >= 2;
    }

    private static boolean beginsWithFrom(String line) {
        int colon = line.indexOf(':');
        if ((colon < 0 || colon > 5) && line.indexOf('：') < 0) {
            return false; // as nearly every line: not worth a dozen comparisons
        }
        for (String field : FROM_FIELDS) {
            if (line.regionMatches(true, 0, field, 0, field.length())) {
                return true;
            }
        }
        return false;
    }

    private static int nextLine(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private static int previousLine(String text, int end) {
        return end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
    }

    private static String line(String text, int from, int next) {
        return text.substring(from, next > from && text.charAt(next - 1) == '\n' ? next - 1 : next);
    }
}
