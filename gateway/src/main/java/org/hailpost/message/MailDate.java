package org.hailpost.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Date field (RFC 5322 §3.3 and §4.3) as leniently as it is sure.
 *
 * @param local as written
 * @param offset as written; UTC if none or an unknown one is given
 */
public record MailDate(LocalDateTime local, ZoneOffset offset) {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int MAX_LENGTH = 200;

    public Instant instant() {
        return local.toInstant(offset);
    }

    /** Null if it is not a date. */
    public static @Nullable MailDate parse(String text) {
        List<String> tokens = tokens(text);
        int at = 0;
        if (at < tokens.size() && !digit(tokens.get(at).charAt(0))) {
            at++; // The day of the week.
        }
        if (tokens.size() < at + 4) {
            return null;
        }
        int day = number(tokens.get(at));
        int month = month(tokens.get(at + 1));
        int year = year(tokens.get(at + 2));
        int[] time = time(tokens.get(at + 3));
        if (day < 0 || month < 0 || year < 0 || time.length == 0) {
            return null;
        }
        try {
            // A leap second is the last one: LocalDateTime has none.
            LocalDateTime local =
                    LocalDateTime.of(year, month, day, time[0], time[1], Math.min(time[2], 59));
            return new MailDate(
                    local, tokens.size() > at + 4 ? offset(tokens.get(at + 4)) : ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Words without commas and comments. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>(8);
        int end = Math.min(text.length(), MAX_LENGTH);
        int i = 0;
        while (i < end && tokens.size() < 8) {
            char c = text.charAt(i);
            if (c == '(') {
                i = MimeValue.afterComment(text, i);
            } else if (c == ' ' || c == '\t' || c == ',') {
                i++;
            } else {
                int start = i;
                while (i < end && " \t,(".indexOf(text.charAt(i)) < 0) {
                    i++;
                }
                tokens.add(text.substring(start, i));
            }
        }
        return tokens;
    }

    private static int month(String token) {
        if (token.length() < 3) {
            return -1;
        }
        int at = MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
        return at >= 0 && at % 3 == 0 ? at / 3 + 1 : -1;
    }

    private static int year(String token) {
        int year = number(token);
        if (year < 0 || token.length() >= 4) {
            return year;
        }
        return token.length() == 2 && year < 50 ? 2000 + year : 1900 + year; // RFC 5322 §4.3
    }

    /** Hour, minute, second; empty if it is no time. */
    private static int[] time(String token) {
        int[] time = new int[3];
        int field = 0;
        int start = 0;
        for (int i = 0; i <= token.length(); i++) {
            if (i == token.length() || token.charAt(i) == ':') {
                int value = number(token.substring(start, i));
                if (value < 0 || field == 3) {
                    return new int[0];
                }
                time[field++] = value;
                start = i + 1;
            }
        }
        return field < 2 ? new int[0] : time;
    }

    private static ZoneOffset offset(String token) {
        if (token.length() == 5 && (token.charAt(0) == '+' || token.charAt(0) == '-')) {
            int value = number(token.substring(1));
            int minutes = value / 100 * 60 + value % 100;
            if (value >= 0 && minutes <= 18 * 60) {
                return ZoneOffset.ofTotalSeconds((token.charAt(0) == '-' ? -60 : 60) * minutes);
            }
        }
        int hours =
                switch (token.toUpperCase(Locale.ROOT)) {
                    case "EDT" -> -4;
                    case "EST", "CDT" -> -5;
                    case "CST", "MDT" -> -6;
                    case "MST", "PDT" -> -7;
                    case "PST" -> -8;
                    default -> 0;
                };
        return ZoneOffset.ofHours(hours);
    }

    /** -1 if it is not one to five digits. */
    private static int number(String token) {
        if (token.isEmpty() || token.length() > 5) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < token.length(); i++) {
            if (!digit(token.charAt(i))) {
                return -1;
            }
            value = value * 10 + token.charAt(i) - '0';
        }
        return value;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
