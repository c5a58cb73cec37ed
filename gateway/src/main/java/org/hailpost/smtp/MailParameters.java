package org.hailpost.smtp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The parameters of MAIL, in any order (RFC 5321 §4.1.1.11).
 *
 * @param size what the message is said to have, in octets; 0 if it was not said
 */
record MailParameters(long size, boolean utf8) {
    private static final int MAX_DIGITS = 20; // RFC 1870 §4

    /** {@code withAuth} says whether AUTH was announced, and with it this parameter. */
    static MailParameters parse(String text, boolean withAuth) throws RefusedException {
        long size = 0;
        boolean utf8 = false;
        Set<String> seen = new HashSet<>();
        for (String parameter : text.isEmpty() ? new String[0] : text.split(" +")) {
            int equals = parameter.indexOf('=');
            String keyword =
                    (equals < 0 ? parameter : parameter.substring(0, equals))
                            .toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!seen.add(keyword)) {
                throw new RefusedException(SmtpReply.badParameter("Parameter is given twice"));
            }
            switch (keyword) {
                case "SIZE" -> size = size(value);
                case "BODY" -> checkBody(value);
                case "SMTPUTF8" -> {
                    if (equals >= 0) {
                        throw new RefusedException(SmtpReply.badParameter("SMTPUTF8 has no value"));
                    }
                    utf8 = true;
                }
                case "AUTH" -> { // RFC 4954 §5: from clients we do not trust to tell, taken as <>
                    if (!withAuth) {
                        throw new RefusedException(SmtpReply.UNKNOWN_PARAMETER);
                    }
                    if (value.isEmpty()) {
                        throw new RefusedException(SmtpReply.badParameter("AUTH needs a value"));
                    }
                }
                default -> throw new RefusedException(SmtpReply.UNKNOWN_PARAMETER);
            }
        }
        return new MailParameters(size, utf8);
    }

    private static long size(String digits) throws RefusedException {
        boolean sound = !digits.isEmpty() && digits.length() <= MAX_DIGITS;
        long size = 0;
        for (int i = 0; i < digits.length() && sound; i++) {
            int digit = digits.charAt(i) - '0';
            sound = digit >= 0 && digit <= 9;
            // 20 digits do not fit; whatever is that large is too large.
            size = size > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE : size * 10 + digit;
        }
        if (!sound) {
            throw new RefusedException(SmtpReply.badParameter("SIZE is a number of octets"));
        }
        return size;
    }

    /** RFC 6152 §3. Either is kept as it comes: the store is 8-bit clean. */
    private static void checkBody(String value) throws RefusedException {
        if (!value.equalsIgnoreCase("7BIT") && !value.equalsIgnoreCase("8BITMIME")) {
            throw new RefusedException(SmtpReply.badParameter("BODY is 7BIT or 8BITMIME"));
        }
    }
}
