package org.hailpost.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Parameters of MAIL or RCPT, in any order (RFC 5321 §4.1.1.11). */
final class Parameters {
    private Parameters() {}

    /**
     * By keyword, in upper case; a value may be empty.
     *
     * @throws RefusedException if one is given twice, or has no value behind its sign
     */
    static Map<String, String> split(String text) throws RefusedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.isEmpty() ? new String[0] : text.split(" +")) {
            int equals = parameter.indexOf('=');
            String keyword =
                    (equals < 0 ? parameter : parameter.substring(0, equals))
                            .toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (equals >= 0 && value.isEmpty()) {
                throw new RefusedException(
                        SmtpReply.badParameter("A parameter has no value behind its ="));
            }
            if (parameters.put(keyword, value) != null) {
                throw new RefusedException(SmtpReply.badParameter("Parameter is given twice"));
            }
        }
        return parameters;
    }
}
