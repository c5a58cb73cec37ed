package org.hailpost.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hailpost.message.Xtext;
import org.hailpost.outbound.Recipient.Notify;

/**
 * The parameters of RCPT.
 *
 * @param reports NOTIFY (RFC 3461 §4.1); empty if it was not given
 * @param original ORCPT (RFC 3461 §4.2); empty if it was not given
 */
record RecipientParameters(Set<Notify> reports, String original) {
    private static final int MAX_ORIGINAL = 500; // RFC 3461 §4.2
    private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~";

    /**
     * @param offered whether DSN was announced
     * @param utf8 whether SMTPUTF8 was declared
     */
    static RecipientParameters parse(String text, boolean offered, boolean utf8)
            throws RefusedException {
        Set<Notify> reports = Set.of();
        String original = "";
        for (Map.Entry<String, String> parameter : Parameters.split(text).entrySet()) {
            String keyword = offered ? parameter.getKey() : "";
            switch (keyword) {
                case "NOTIFY" -> reports = reports(parameter.getValue());
                case "ORCPT" -> original = original(parameter.getValue(), utf8);
                default -> throw new RefusedException(SmtpReply.UNKNOWN_PARAMETER);
            }
        }
        return new RecipientParameters(reports, original);
    }

    private static Set<Notify> reports(String value) throws RefusedException {
        Set<Notify> reports = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            switch (word.toUpperCase(Locale.ROOT)) {
                case "NEVER" -> reports.add(Notify.NEVER);
                case "SUCCESS" -> reports.add(Notify.SUCCESS);
                case "FAILURE" -> reports.add(Notify.FAILURE);
                case "DELAY" -> reports.add(Notify.DELAY);
                default -> throw badNotify();
            }
        }
        if (reports.contains(Notify.NEVER) && reports.size() > 1) {
            throw badNotify();
        }
        return reports;
    }

    private static RefusedException badNotify() {
        return new RefusedException(
                SmtpReply.badParameter("NOTIFY is NEVER, or some of SUCCESS,FAILURE,DELAY"));
    }

    /** As it is: it goes on to the next host, and into reports. */
    private static String original(String value, boolean utf8) throws RefusedException {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? "" : value.substring(0, semicolon);
        String address = value.substring(semicolon + 1);
        boolean sound =
                value.length() <= MAX_ORIGINAL
                        && atom(type)
                        && !address.isEmpty()
                        && (type.equalsIgnoreCase("utf-8")
                                ? utf8Address(address, utf8)
                                : Xtext.decode(address).isPresent());
        if (!sound) {
            throw new RefusedException(
                    SmtpReply.badParameter(
                            "ORCPT is a type and an address in xtext, such as"
                                    + " rfc822;ann@example.org (RFC 3461)"));
        }
        return value;
    }

    private static boolean atom(String type) {
        return !type.isEmpty()
                && type.chars()
                        .allMatch(c ->
                                c < 128
                                        && (Character.isLetterOrDigit(c)
                                                || ATOM_MARKS.indexOf(c) >= 0));
    }

    /**
     * RFC 6533 §3: {@code \x{HEX}} for what ASCII has not, or UTF-8 itself where that was declared.
     */
    private static boolean utf8Address(String address, boolean utf8) {
        return address.chars().allMatch(c -> c > ' ' && c != '=' && (c < 127 || (utf8 && c > 159)));
    }
}
