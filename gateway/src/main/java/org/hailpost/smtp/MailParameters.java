package org.hailpost.smtp;

import java.util.Locale;
import java.util.Map;
import org.hailpost.delivery.Wishes;
import org.hailpost.message.Xtext;
import org.hailpost.outbound.OutgoingEnvelope.Returned;

/**
 * The parameters of MAIL.
 *
 * @param size what the message is said to have, in octets; 0 if it was not said
 */
record MailParameters(long size, Wishes wishes) {
    private static final int MAX_DIGITS = 20; // RFC 1870 §4
    private static final int MAX_ENVELOPE_ID = 100; // RFC 3461 §4.4

    /**
     * Only what was announced is understood.
     *
     * @param submission AUTH (RFC 4954 §5) and DSN (RFC 3461)
     * @param tls REQUIRETLS (RFC 8689)
     */
    static MailParameters parse(String text, boolean submission, boolean tls)
            throws RefusedException {
        long size = 0;
        boolean utf8 = false;
        boolean requireTls = false;
        Returned returned = Returned.UNSAID;
        String envelopeId = "";
        for (Map.Entry<String, String> parameter : Parameters.split(text).entrySet()) {
            String keyword = parameter.getKey();
            String value = parameter.getValue();
            switch (keyword) {
                case "SIZE" -> size = size(value);
                case "BODY" -> checkBody(value);
                case "SMTPUTF8" -> utf8 = bare(keyword, value);
                case "REQUIRETLS" -> {
                    announced(tls);
                    requireTls = bare(keyword, value);
                }
                case "RET" -> {
                    announced(submission);
                    returned = returned(value);
                }
                case "ENVID" -> {
                    announced(submission);
                    envelopeId = envelopeId(value);
                }
                case "AUTH" -> { // from clients we do not trust to tell, taken as <>
                    announced(submission);
                    if (value.isEmpty()) {
                        throw new RefusedException(SmtpReply.badParameter("AUTH needs a value"));
                    }
                }
                default -> throw new RefusedException(SmtpReply.UNKNOWN_PARAMETER);
            }
        }
        return new MailParameters(size, new Wishes(utf8, requireTls, returned, envelopeId));
    }

    private static void announced(boolean it) throws RefusedException {
        if (!it) {
            throw new RefusedException(SmtpReply.UNKNOWN_PARAMETER);
        }
    }

    private static boolean bare(String keyword, String value) throws RefusedException {
        if (!value.isEmpty()) {
            throw new RefusedException(SmtpReply.badParameter(keyword + " has no value"));
        }
        return true;
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

    /** RFC 6152 §3. Either is kept as it comes; what the mail really is decides on its way out. */
    private static void checkBody(String value) throws RefusedException {
        if (!value.equalsIgnoreCase("7BIT") && !value.equalsIgnoreCase("8BITMIME")) {
            throw new RefusedException(SmtpReply.badParameter("BODY is 7BIT or 8BITMIME"));
        }
    }

    /** RFC 3461 §4.3. */
    private static Returned returned(String value) throws RefusedException {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Returned.FULL;
            case "HDRS" -> Returned.HEADERS;
            default -> throw new RefusedException(SmtpReply.badParameter("RET is FULL or HDRS"));
        };
    }

    private static String envelopeId(String value) throws RefusedException {
        return Xtext.decode(value)
                .filter(id -> !id.isEmpty() && value.length() <= MAX_ENVELOPE_ID)
                .orElseThrow(() ->
                        new RefusedException(
                                SmtpReply.badParameter(
                                        "ENVID is xtext of at most 100 characters (RFC 3461)")));
    }
}
