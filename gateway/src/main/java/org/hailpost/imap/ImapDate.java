package org.hailpost.imap;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Dates as RFC 9051 §9 writes them: {@code 1-Jan-2026} and {@code " 1-Jan-2026 12:00:00 +0100"}.
 */
final class ImapDate {
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    private ImapDate() {}

    /** A date, of one or two digits for the day. */
    static LocalDate date(String text) throws ImapException {
        int day = text.indexOf('-');
        int month = text.indexOf('-', day + 1);
        if (day < 1 || day > 2 || month != day + 4 || text.length() != month + 5) {
            throw bad();
        }
        try {
            return LocalDate.of(
                    digits(text, month + 1, text.length()),
                    month(text.substring(day + 1, month)),
                    digits(text, 0, day));
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    /** A date-time, whose zone is kept. */
    static OffsetDateTime dateTime(String text) throws ImapException {
        String trimmed = text.startsWith(" ") ? text.substring(1) : text;
        int space = trimmed.indexOf(' ');
        if (space < 0 || trimmed.length() != space + 15) {
            throw bad();
        }
        LocalDate date = date(trimmed.substring(0, space));
        String rest = trimmed.substring(space + 1);
        char sign = rest.charAt(9);
        if (rest.charAt(2) != ':'
                || rest.charAt(5) != ':'
                || rest.charAt(8) != ' '
                || (sign != '+' && sign != '-')) {
            throw bad();
        }
        try {
            int factor = sign == '-' ? -1 : 1;
            ZoneOffset zone =
                    ZoneOffset.ofHoursMinutes(
                            factor * digits(rest, 10, 12), factor * digits(rest, 12, 14));
            LocalTime time =
                    LocalTime.of(digits(rest, 0, 2), digits(rest, 3, 5), digits(rest, 6, 8));
            return OffsetDateTime.of(date, time, zone);
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    /** INTERNALDATE without the quotes: the day padded with a space. */
    static String format(OffsetDateTime time) {
        StringBuilder text = new StringBuilder(26);
        if (time.getDayOfMonth() < 10) {
            text.append(' ');
        }
        text.append(time.getDayOfMonth()).append('-');
        text.append(MONTHS.get(time.getMonthValue() - 1)).append('-');
        int year = Math.clamp(time.getYear(), 0, 9999);
        pad(text, year / 100);
        pad(text, year % 100);
        text.append(' ');
        pad(text, time.getHour());
        text.append(':');
        pad(text, time.getMinute());
        text.append(':');
        pad(text, time.getSecond());
        int minutes = time.getOffset().getTotalSeconds() / 60;
        text.append(minutes < 0 ? " -" : " +");
        pad(text, Math.abs(minutes) / 60);
        pad(text, Math.abs(minutes) % 60);
        return text.toString();
    }

    private static void pad(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private static int month(String name) throws ImapException {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        throw bad();
    }

    private static int digits(String text, int from, int end) throws ImapException {
        int value = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw bad();
            }
            value = value * 10 + c - '0';
        }
        if (end - from > 4) {
            throw bad();
        }
        return value;
    }

    private static ImapException bad() {
        return ImapException.bad("Bad date");
    }
}
